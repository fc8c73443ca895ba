import { describe, expect, test } from 'vitest';
import { explain } from '../../../src/api/explain/explain.ts';
import { commandRequests } from '../../../src/contract/api/command-requests.ts';
import type { AttentionView } from '../../../src/contract/api/onboarding-view.ts';
import { allowedCommands } from '../../../src/contract/rules/allowed-commands.ts';
import { commandNames } from '../../../src/contract/rules/commands.ts';
import { onboardingStates } from '../../../src/contract/rules/states.ts';
import { exampleOnboarding, onboardingId } from '../fake-onboardings.ts';
import {
  at,
  attention,
  cancellation,
  commandsOf,
  day,
  failedAt,
  minute,
  reasonFor,
  startMs,
} from './fixtures.ts';

describe('a waiting onboarding', () => {
  test('offers to check and to resend', () => {
    expect(explain(exampleOnboarding(), startMs).actions).toEqual([
      { description: expect.any(String), request: `POST /v1/onboardings/${onboardingId}/check` },
      { description: expect.any(String), request: `POST /v1/onboardings/${onboardingId}/resend` },
      { description: expect.any(String), request: `POST /v1/onboardings/${onboardingId}/hold` },
      {
        description: expect.any(String),
        request: `POST /v1/onboardings/${onboardingId}/cancel {"reason":"…"}`,
      },
    ]);
  });

  test('has a next step at the end of its invitation', () => {
    expect(explain(exampleOnboarding(), startMs + day).nextStepAt).toBe('2026-07-02T09:00:00.000Z');
    const { invitation: _, ...without } = exampleOnboarding();
    expect(explain(without, startMs).nextStepAt).toBeUndefined();
  });

  test('has none once it was told to stop', () => {
    const hold = { at, by: 'ops' };
    expect(explain(exampleOnboarding(), startMs).nextStepAt).toBeDefined();
    expect(explain(exampleOnboarding({ hold }), startMs).nextStepAt).toBeUndefined();
    expect(explain(exampleOnboarding({ cancellation }), startMs).nextStepAt).toBeUndefined();
    expect(explain(exampleOnboarding({ state: 'on_hold', hold }), startMs).nextStepAt).toBeUndefined();
    expect(explain(exampleOnboarding({ state: 'completed' }), startMs).nextStepAt).toBeUndefined();
    expect(explain(exampleOnboarding({ state: 'guarding', cancellation }), startMs).nextStepAt).toBe(
      '2026-07-02T09:00:00.000Z',
    );
  });
});

test.each(['checking', 'inviting', 'preparing_access', 'granting', 'verifying'] as const)(
  'an onboarding in %s can be stopped and nothing else',
  (state) => {
    expect(commandsOf(exampleOnboarding({ state }))).toEqual(['hold', 'cancel']);
  },
);

test('an onboarding that needs attention shows the remedy before the commands', () => {
  const { actions } = explain(exampleOnboarding({ state: 'needs_attention', attention }), startMs + minute);
  expect(actions.map(({ description, request }) => request ?? description)).toEqual([
    attention.remedy,
    `POST /v1/onboardings/${onboardingId}/check`,
    `POST /v1/onboardings/${onboardingId}/resend`,
    `POST /v1/onboardings/${onboardingId}/cancel {"reason":"…"}`,
  ]);
});

describe('the actions', () => {
  const onboardings = [
    ...onboardingStates.map((state) => exampleOnboarding({ state })),
    exampleOnboarding(failedAt('addMember', { code: 'access_not_verified' })),
    exampleOnboarding(failedAt('undoAccess', { code: 'membership_unclear' })),
    exampleOnboarding({ ...failedAt('guardInvitation', { code: 'vultr_forbidden' }), cancellation }),
    exampleOnboarding(
      failedAt('confirmPerson', {
        code: 'wrong_person',
        facts: { invited: 'ada@example.com', accepted: 'ada.l@example.com' },
      }),
    ),
    exampleOnboarding(failedAt('preflight', { code: 'policy_not_found', facts: { policy: 'Provisioning' } })),
  ];

  test('are what the state allows, with bodies that the API accepts', () => {
    const offered = new Set<string>();
    for (const onboarding of onboardings) {
      expect([...new Set(commandsOf(onboarding))]).toEqual(allowedCommands(onboarding));
      for (const { request = '' } of explain(onboarding, startMs).actions) {
        const [, command = '', body = '{}'] = /^POST \S+\/([a-z-]+)(?: (.+))?$/.exec(request) ?? [];
        const known = commandNames.find((one) => one === command);
        if (known === undefined) continue;
        commandRequests[known].parse(JSON.parse(body));
        offered.add(known);
      }
    }
    expect([...offered].toSorted()).toEqual([...commandNames].toSorted());
  });

  test('approve the address that the invitation was accepted with, which the reason names as well', () => {
    const facts = { invited: 'ada@example.com', accepted: 'ada.l@example.com' };
    const onboarding = exampleOnboarding(failedAt('confirmPerson', { code: 'wrong_person', facts }));
    expect(explain(onboarding, startMs).actions.map(({ request }) => request)).toContain(
      `POST /v1/onboardings/${onboardingId}/approve-address {"address":"ada.l@example.com"}`,
    );
    expect(reasonFor(onboarding)).toContain('The email that accepted: ada.l@example.com.');
  });

  test.each([
    ['policy_not_found', { policy: 'provisioning', didYouMean: 'Provisioning' }, 'Provisioning'],
    ['policy_not_found', { policy: 'provisioning' }, '…'],
    ['policy_ambiguous', { policy: 'provisioning', policyIds: 'p1, p2' }, '…'],
  ] as const)('retry a wrong policy name (%s %o) as %s', (code, facts, name) => {
    const onboarding = exampleOnboarding({
      ...failedAt('preflight', { code, facts } as Partial<AttentionView>),
      policies: [{ name: 'Billing' }, { name: 'provisioning' }],
    });
    expect(explain(onboarding, startMs).actions.at(-1)?.request).toBe(
      `POST /v1/onboardings/${onboardingId}/retry {"policies":["Billing","${name}"]}`,
    );
    expect(commandsOf(onboarding)).toEqual(['retry', 'cancel', 'retry']);
  });

  test('offer no other policy names after the preflight', () => {
    const onboarding = exampleOnboarding(
      failedAt('attachPolicies', { code: 'policy_not_found', facts: { policy: 'P' } }),
    );
    expect(commandsOf(onboarding)).toEqual(['retry', 'cancel']);
  });

  test.each(['guarding', 'cancelled'] as const)('offer to hire the person again in %s', (state) => {
    expect(explain(exampleOnboarding({ state, cancellation }), startMs).actions.at(-1)).toEqual({
      description: expect.stringMatching(/^Hire the person again/),
      request: 'POST /v1/onboardings',
    });
    expect(explain(exampleOnboarding({ state: 'cancelling' }), startMs).actions).toEqual([]);
  });
});
