import { WorkflowNotFoundError } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createHints } from '../../../src/activities/watch/hints.ts';
import type { OffboardingState } from '../../../src/contract/rules/offboarding-states.ts';
import type { OnboardingState } from '../../../src/contract/rules/states.ts';
import { stateAttribute } from '../../../src/contract/temporal/search-attributes.ts';
import type { OrganizationClient } from '../../../src/temporal/organization-client.ts';

let nowMs = 0;
beforeEach(() => {
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Executions by their workflow ID: the type and the state. Returns what was signalled. */
type GivenState =
  | { type: 'onboarding' | 'person'; state: OnboardingState }
  | { type: 'offboarding'; state: OffboardingState };

function given(executions: Record<string, GivenState>) {
  const signalled: string[] = [];
  const describe = vi.fn<(id: string) => Promise<object>>(async (workflowId) => {
    const execution = executions[workflowId];
    if (execution === undefined) throw new WorkflowNotFoundError('not found', workflowId, undefined);
    const { type, state } = execution;
    return {
      type,
      typedSearchAttributes: new TypedSearchAttributes([{ key: stateAttribute, value: state }]),
      signal: async () => void signalled.push(workflowId),
    };
  });
  const hints = createHints({ describe } as unknown as OrganizationClient);
  return { hints, signalled, describe, executions };
}

test('a hint goes to an onboarding that waits, and to no other: the history of everyone else stays as it is', async () => {
  const { hints, signalled } = given({
    waits: { type: 'onboarding', state: 'awaiting_acceptance' },
    guards: { type: 'onboarding', state: 'guarding' },
    held: { type: 'onboarding', state: 'on_hold' },
    stuck: { type: 'onboarding', state: 'needs_attention' },
    registered: { type: 'person', state: 'completed' },
  });
  await hints.send(['waits', 'guards', 'held', 'stuck', 'registered', 'unknown']);
  expect(signalled).toEqual(['waits', 'guards']);
});

test('a hint goes to an offboarding that guards invitations, and to no other', async () => {
  const { hints, signalled } = given({
    guards: { type: 'offboarding', state: 'guarding' },
    suspended: { type: 'offboarding', state: 'suspended' },
    stuck: { type: 'offboarding', state: 'needs_attention' },
  });
  await hints.send(['guards', 'suspended', 'stuck']);
  expect(signalled).toEqual(['guards']);
});

test('a hint is repeated once, after ten seconds, while the onboarding waits', async () => {
  const { hints, signalled } = given({ waits: { type: 'onboarding', state: 'awaiting_acceptance' } });
  await hints.send(['waits']);
  nowMs += 9_999;
  await hints.send([]);
  expect([signalled.length, hints.hasPending()]).toEqual([1, true]);
  nowMs += 1;
  await hints.send([]);
  nowMs += 60_000;
  await hints.send([]);
  expect([signalled.length, hints.hasPending()]).toEqual([2, false]);
});

test('an onboarding that is about to wait gets the repetition', async () => {
  const { hints, signalled, executions } = given({ ada: { type: 'onboarding', state: 'preparing_access' } });
  await hints.send(['ada']);
  expect([signalled, hints.hasPending()]).toEqual([[], true]);
  executions['ada'] = { type: 'onboarding', state: 'awaiting_acceptance' };
  nowMs += 10_000;
  await hints.send([]);
  expect([signalled, hints.hasPending()]).toEqual([['ada'], false]);
});

test('a person who is registered by then gets no repetition', async () => {
  const { hints, signalled, executions } = given({
    ada: { type: 'onboarding', state: 'awaiting_acceptance' },
  });
  await hints.send(['ada']);
  executions['ada'] = { type: 'person', state: 'completed' };
  nowMs += 10_000;
  await hints.send([]);
  expect(signalled).toEqual(['ada']);
});
