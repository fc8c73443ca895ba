import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProblemError } from '../../src/contract/api/problems.ts';
import { commandNames } from '../../src/contract/rules/commands.ts';
import { offboardingCommandNames } from '../../src/contract/rules/offboarding-commands.ts';
import { userWorkflowId } from '../../src/contract/scim/ids.ts';
import { workflowIdOf } from '../support/executions.ts';
import { user } from '../people/user.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { command, order } from './offboarding/leaver.ts';

/** What a caller sends right after the start, and what it gets. */
type Message = {
  readonly name: string;
  readonly start: (email: string) => Promise<{ readonly workflowId: string; readonly id: string }>;
  readonly send: (id: string, email: string) => Promise<unknown>;
  /** Whether the workflow takes it; otherwise it rejects it. */
  readonly taken: boolean;
};

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ leaver: { graceMs: 0 } });
});
afterAll(() => stack.stop());

const hired = async (email: string) => {
  const { id } = await stack.start({ email });
  return { id, workflowId: workflowIdOf(id) };
};
const leaving = async (email: string) => {
  const { id } = await order(stack, { email, evenIfNotBroughtInHere: true });
  return { id, workflowId: workflowIdOf(id) };
};
const scheduled = async (email: string) => {
  const { id } = await order(stack, {
    email,
    evenIfNotBroughtInHere: true,
    effectiveAt: '2099-01-01T00:00:00Z',
  });
  return { id, workflowId: workflowIdOf(id) };
};
const provisioned = async (email: string) => {
  const { id } = await stack.people.createUser(user(email.replace('@example.com', '')));
  return { id, workflowId: userWorkflowId(id) };
};

const messages: Message[] = [
  ...commandNames.map((name) => ({
    name: `an onboarding: ${name}`,
    start: hired,
    send: (id: string) =>
      stack.onboardings.command(id, name, { reason: 'a test' }, { name: 'ops', requestId: id }),
    taken: ['hold', 'cancel'].includes(name),
  })),
  {
    name: 'an onboarding: an order to offboard',
    start: hired,
    send: (_id, email) => order(stack, { email }),
    taken: true,
  },
  {
    name: 'an onboarding: a request that supersedes it',
    start: hired,
    send: (_id, email) => stack.start({ email, group: { name: 'Support' }, supersede: true }),
    taken: true,
  },
  {
    name: 'an onboarding: a request that changes its details',
    start: hired,
    send: (_id, email) => stack.start({ email, externalId: `external-${email}` }),
    taken: true,
  },
  ...offboardingCommandNames.map((name) => ({
    name: `an offboarding: ${name}`,
    start: leaving,
    send: (id: string) => command(stack, id, name),
    taken: ['hold', 'reinstate'].includes(name),
  })),
  {
    name: 'a scheduled offboarding: another order',
    start: scheduled,
    send: (_id, email) => order(stack, { email, evenIfNotBroughtInHere: true }),
    taken: true,
  },
  {
    name: 'a SCIM user: a write',
    start: provisioned,
    send: (id) => stack.people.writeUser(id, ({ resource }) => ({ ...resource, title: 'engineer' })),
    taken: true,
  },
  {
    name: 'a SCIM user: a removal',
    start: provisioned,
    send: (id) => stack.people.removeUser(id),
    taken: true,
  },
];

describe('a message that the first workflow task brings', () => {
  const results = new Map<string, { workflowId: string; error: unknown }>();

  beforeAll(async () => {
    const waiting: Promise<void>[] = [];
    await stack.whileStopped(async () => {
      for (const [index, { name, start, send }] of messages.entries()) {
        const email = `first-task-${index}@example.com`;
        const { workflowId, id } = await start(email);
        const outcome = untilServed(() => send(id, email)).then(
          () => undefined,
          (error: unknown) => error,
        );
        waiting.push(outcome.then((error) => void results.set(name, { workflowId, error })));
      }
    });
    await Promise.all(waiting);
  });

  test.each(messages)('$name', async ({ name, taken }) => {
    const { workflowId, error } = results.get(name) ?? { workflowId: '' };
    expect(error === undefined).toBe(taken);
    const { raw } = await stack.client.workflow.getHandle(workflowId).describe();
    const first = raw.workflowExecutionInfo?.firstRunId ?? '';
    const { events = [] } = await stack.client.workflow.getHandle(workflowId, first).fetchHistory();
    expect((events ?? []).filter((event) => event.workflowTaskFailedEventAttributes)).toEqual([]);
    const [accepted] = (events ?? []).flatMap(
      (event) => event.workflowExecutionUpdateAcceptedEventAttributes ?? [],
    );
    // The first workflow task is the second event. What is rejected leaves no event.
    expect(accepted?.acceptedRequestSequencingEventId?.toString()).toBe(taken ? '2' : undefined);
  });
});

/** The workers start while the first messages wait already, so a caller may have to send one again. */
async function untilServed(send: () => Promise<unknown>): Promise<unknown> {
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code !== 'worker_unavailable') throw error;
    }
  }
}
