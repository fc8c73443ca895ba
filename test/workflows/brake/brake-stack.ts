import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { inject } from 'vitest';
import {
  createEventActivities,
  createTemporalActivities,
  type Webhooks,
} from '../../../src/activities/index.ts';
import type { BrakeLimit, BrakeVerdict } from '../../../src/contract/temporal/brake.ts';
import { brakeIdFor } from '../../../src/contract/temporal/brake.ts';
import { eventQueueFor, taskQueuesFor } from '../../../src/contract/temporal/task-queues.ts';
import { createOnboardings } from '../../../src/onboardings/create.ts';
import type { Onboardings } from '../../../src/onboardings/onboardings.ts';
import { failureConverterPath } from '../../../src/temporal/encryption/data-converter.ts';
import { createOrganizationClient } from '../../../src/temporal/organization-client.ts';
import { workflowOptions } from '../../../src/workers/workflow-options.ts';
import { clientOn, testEncryptionKeys } from '../../support/encryption.ts';
import { testIdKey } from '../../support/id-key.ts';
import { shortTimings } from '../../support/timings.ts';
import { until } from '../../support/until.ts';
import {
  type leaver,
  type LeaverCommand,
  type LeaverInput,
  leaverUpdate,
  type LeaverView,
} from './leaver.ts';

Runtime.install({ logger: new DefaultLogger('ERROR') });

/** A flow asks again after a second. */
const timings = { ...shortTimings, groupAnswerMs: 1_000 };

export type Leaver = {
  readonly personId: string;
  readonly flowId: string;
  readonly verdict: () => Promise<BrakeVerdict | { readonly verdict: 'cancelled' }>;
  readonly view: () => Promise<LeaverView | undefined>;
  /** Waits until the brake has said that it holds the flow. */
  readonly isHeld: (withinMs?: number) => Promise<unknown>;
  readonly command: (command: LeaverCommand) => Promise<LeaverView>;
};

export type BrakeStack = {
  readonly client: Client;
  readonly brakeId: string;
  readonly onboardings: Onboardings;
  readonly leave: (input?: Partial<LeaverInput>) => Promise<Leaver>;
  readonly leaveAtOnce: (count: number, input?: Partial<LeaverInput>) => Promise<Leaver[]>;
  readonly terminateBrake: () => Promise<void>;
};

type Options = Partial<BrakeLimit> & { readonly webhooks?: Webhooks };

/** Runs `use` with a brake, flows that ask it, and a client, on the shared dev server. */
export async function withBrake(
  { settleMs = 1_000, limit = 3, webhooks = { receivers: [], allowed: [] } }: Options,
  use: (stack: BrakeStack) => Promise<void>,
): Promise<void> {
  const address = inject('temporalAddress');
  const nativeConnection = await NativeConnection.connect({ address });
  const connection = await Connection.connect({ address });
  const client = clientOn(connection);
  const organization = randomUUID();
  const taskQueue = taskQueuesFor(organization).onboarding;
  const workflows = workflowOptions({
    encryptionKeys: testEncryptionKeys,
    workflowBundle: await bundleLeaver(),
    traces: false,
  });
  const worker = await Worker.create({
    connection: nativeConnection,
    ...workflows,
    taskQueue,
    activities: createTemporalActivities(webhooks, { settleMs, limit, timings }),
    shutdownGraceTime: 1_000,
  });
  const events = await Worker.create({
    connection: nativeConnection,
    dataConverter: workflows.dataConverter,
    taskQueue: eventQueueFor(organization),
    activities: createEventActivities(webhooks),
    shutdownGraceTime: 1_000,
  });
  const onboardings = createOnboardings(createOrganizationClient(client, organization), {
    idKey: testIdKey,
    maxInvitations: 5,
    timings,
  });
  const brakeId = brakeIdFor(organization);
  const leave = (input: Partial<LeaverInput> = {}) => startLeaver(client, taskQueue, input);
  try {
    const used = worker.runUntil(
      use({
        client,
        brakeId,
        onboardings,
        leave,
        leaveAtOnce: (count, input) => Promise.all(Array.from({ length: count }, () => leave(input))),
        async terminateBrake() {
          await client.workflow.getHandle(brakeId).terminate('a test');
        },
      }),
    );
    await events.runUntil(used);
  } finally {
    await nativeConnection.close();
    await connection.close();
  }
}

let bundle: ReturnType<typeof bundleWorkflowCode> | undefined;

function bundleLeaver() {
  bundle ??= bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('leaver.ts', import.meta.url)),
    failureConverterPath,
    logger: new DefaultLogger('ERROR'),
  });
  return bundle;
}

async function startLeaver(client: Client, taskQueue: string, input: Partial<LeaverInput>): Promise<Leaver> {
  const personId = `person-${randomUUID().replaceAll('-', '')}`;
  const handle = await client.workflow.start<typeof leaver>('leaver', {
    workflowId: personId,
    taskQueue,
    args: [{ kind: 'suspend', orderedBy: 'hr', urgent: false, timings, ...input }],
  });
  const view = async () => {
    const { memo } = await client.workflow.getHandle(personId).describe();
    return memo?.['view'] as LeaverView | undefined;
  };
  return {
    personId,
    flowId: `${personId}.1`,
    verdict: () => handle.result(),
    view,
    isHeld: (withinMs) =>
      until('the brake to hold the flow', view, (shown) => shown?.attention?.code === 'brake_on', withinMs),
    command: (command) =>
      client.workflow.getHandle(personId).executeUpdate(leaverUpdate(command), { args: [{ by: 'ops' }] }),
  };
}
