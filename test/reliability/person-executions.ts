import type { Client } from '@temporalio/client';
import { personIdFor } from '../../src/contract/temporal/workflow-ids.ts';
import { testIdKey } from '../support/id-key.ts';
import { until } from '../support/until.ts';
import type { Scenario } from './scenario.ts';

export type PersonIds = {
  readonly onboarding: string;
  /** Of the email that replaces the first one. */
  readonly replacement?: string;
};

/** Returns the workflow IDs of the scenario's people. */
export function personIdsOf(scenario: Scenario, organization: string, person: string): PersonIds {
  const { request, replacement } = scenario;
  const idOf = (email: string) => personIdFor(testIdKey, organization, email);
  return {
    onboarding: idOf(request(person).email),
    ...(replacement === undefined ? {} : { replacement: idOf(replacement(person).email) }),
  };
}

/** Long enough for a busy machine. */
const rememberedWithinMs = 3 * 60_000;

/** Waits until the execution that remembers the person is at rest. */
export async function untilRemembered(client: Client, personId: string): Promise<void> {
  // Temporal may be away.
  const describe = () =>
    client.workflow
      .getHandle(personId)
      .describe()
      .catch(() => undefined);
  const isAtRest = (description: Awaited<ReturnType<typeof describe>>) =>
    description?.type === 'person' &&
    description.status.name === 'RUNNING' &&
    !description.raw.pendingWorkflowTask;
  await until(`an execution that remembers ${personId}`, describe, isAtRest, rememberedWithinMs);
}
