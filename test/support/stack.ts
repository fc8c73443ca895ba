import { randomUUID } from 'node:crypto';
import { type Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { inject } from 'vitest';
import {
  createVultrActivities,
  createVultrInterceptors,
  createWatchActivities,
  type Webhooks,
} from '../../src/activities/index.ts';
import type { EncryptionKeys } from '../../src/contract/config/encryption-key.ts';
import { createScimActivities } from '../../src/activities/scim/scim-activities.ts';
import type { Role } from '../../src/contract/config/roles.ts';
import { personIdFor } from '../../src/contract/temporal/workflow-ids.ts';
import type { OnboardingRequest } from '../../src/contract/api/onboarding-request.ts';
import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import { defined } from '../../src/contract/lib/optional.ts';
import type { OnboardingState } from '../../src/contract/rules/states.ts';
import { taskQueuesFor } from '../../src/contract/temporal/task-queues.ts';
import type { BrakeLimit } from '../../src/contract/temporal/brake.ts';
import type { ScimSettle } from '../../src/contract/scim/target.ts';
import type { Timings } from '../../src/contract/temporal/timings.ts';
import type { InvitationWatchInput } from '../../src/contract/temporal/invitation-watch.ts';
import { createOnboardings } from '../../src/onboardings/create.ts';
import { createOrganizationClient } from '../../src/temporal/organization-client.ts';
import { createOffboardings } from '../../src/offboardings/create.ts';
import type { Offboardings } from '../../src/offboardings/offboardings.ts';
import type { LeaverSettings } from '../../src/offboardings/settings.ts';
import type { Onboardings } from '../../src/onboardings/onboardings.ts';
import { createBringAbout } from '../../src/people/bring-about.ts';
import { createPeople } from '../../src/people/create.ts';
import type { People } from '../../src/people/people.ts';
import { createWorkers, runWorkers } from '../../src/workers/create-workers.ts';
import { createVultrClient } from '../../src/vultr/client.ts';
import { withSharedReads } from '../../src/vultr/with-shared-reads.ts';
import { createGate } from '../../src/vultr/gate.ts';
import { createRateBudget } from '../../src/vultr/rate-budget.ts';
import { type SimulatedVultr, startSimulatedVultr } from './simulated-vultr.ts';
import { shortTimings } from './timings.ts';
import { onboardingEvents } from './executions.ts';
import { until } from './until.ts';
import { clientOn, testEncryptionKeys } from './encryption.ts';
import { testIdKey } from './id-key.ts';

// Once per process, before any other use of the SDK. Without it, intentional faults would fill the screen.
Runtime.install({ logger: new DefaultLogger('ERROR') });

export type Stack = {
  readonly organization: string;
  readonly onboardings: Onboardings;
  readonly offboardings: Offboardings;
  /** The SCIM users and groups. */
  readonly people: People;
  readonly vultr: SimulatedVultr;
  readonly client: Client;
  readonly start: (request?: Partial<OnboardingRequest>) => Promise<OnboardingView>;
  /** Waits until the onboarding is in the state, and returns its view. */
  readonly reached: (id: string, state: OnboardingState, withinMs?: number) => Promise<OnboardingView>;
  /** How many events the onboardings of the person have. */
  readonly historyLength: (id: string) => Promise<number>;
  /** Replaces the workers with new ones, which replay what they continue. */
  readonly restart: () => Promise<void>;
  /** The same, with something to do while no worker runs. */
  readonly whileStopped: (act: () => Promise<void>) => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type StackOptions = {
  /** A new one if left out. */
  readonly organization?: string;
  /** The keys of workers and client; those that all tests share if left out. */
  readonly encryptionKeys?: EncryptionKeys;
  readonly dialect?: Parameters<typeof startSimulatedVultr>[0];
  /** The Vultr of another stack, which stops it; left out, a new one with the dialect. */
  readonly vultr?: SimulatedVultr;
  readonly timings?: Partial<Timings>;
  readonly maxInvitations?: number;
  readonly cachedWorkflows?: number;
  /** Whether external IDs are in plain text; left out, they are not. */
  readonly plainRef?: boolean;
  readonly consoleUrl?: string;
  /** The roles file; left out, there are no roles. */
  readonly roles?: readonly Role[];
  /** How the brake decides; left out, everyone passes at once. */
  readonly brake?: Partial<BrakeLimit>;
  /** About people who leave; left out, they stay suspended for an hour. */
  readonly leaver?: Partial<LeaverSettings>;
  /** The roles of SCIM users as they are now; left out, those of the file. */
  readonly scimRoles?: () => readonly Role[];
  /** How long the wish of an identity provider has to stand still; left out, moments. */
  readonly scimSettle?: Partial<ScimSettle>;
  /** The receivers of events. */
  readonly webhooks?: Webhooks;
  /** Adds the invitation watch, the gate and a rate budget, as in production. Not in virtual time: the watch uses the machine's clock. */
  readonly watch?: Partial<InvitationWatchInput>;
  /** A Temporal server to use instead of the dev server that all tests share, such as one in virtual time. */
  readonly temporal?: {
    readonly client: Client;
    readonly nativeConnection: NativeConnection;
    readonly nowMs: () => Promise<number>;
  };
};

/** Starts a small service: simulator, Vultr client, activities, workers on their own task queues, and the shared dev server. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { client, nativeConnection, disconnect } = options.temporal
    ? { ...options.temporal, disconnect: async () => {} }
    : await connectToShared(options.encryptionKeys);
  // The workers have no rate budget, so together with the test they may exceed Vultr's limit.
  const dialect = { requestsPerSecond: 0, ...options.dialect };
  const vultr = options.vultr ?? (await startSimulatedVultr(dialect, options.temporal?.nowMs));
  const id = options.organization ?? randomUUID();
  const timings = { ...shortTimings, ...options.timings };
  const brake = { settleMs: 0, limit: 1_000, ...options.brake };
  const startWorkers = async () => {
    const workers = await createWorkers({
      scimActivities: createScimActivities({
        roles: () => options.scimRoles?.() ?? options.roles ?? [],
        settle: { giveMs: 50, takeMs: 300, ...options.scimSettle },
        bringAbout: createBringAbout({
          client: organizationClient,
          idKey: testIdKey,
          onboardings,
          offboardings,
        }),
      }),
      connection: nativeConnection,
      namespace: 'default',
      taskQueues: taskQueuesFor(id),
      encryptionKeys: options.encryptionKeys ?? testEncryptionKeys,
      brake: { ...brake, timings },
      ...defined({ webhooks: options.webhooks, cachedWorkflows: options.cachedWorkflows }),
      ...vultrOptions(id, vultr, options.watch),
      workflowBundle: { codePath: inject('workflowBundlePath') },
      shutdownGraceMs: 1_000,
    });
    const running = runWorkers(workers);
    return async () => {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
    };
  };
  const organizationClient = createOrganizationClient(client, id);
  const common = {
    idKey: testIdKey,
    events: options.webhooks !== undefined,
    timings,
    ...defined({ plainRef: options.plainRef }),
  };
  const onboardings = createOnboardings(organizationClient, {
    ...common,
    maxInvitations: options.maxInvitations ?? 5,
    roles: () => options.roles ?? [],
    ...defined({ consoleUrl: options.consoleUrl }),
  });
  const leaver = {
    graceMs: 60 * 60_000,
    protectedAddresses: [],
    adminPolicies: ['ManageUsers'],
    ...options.leaver,
  };
  const offboardings = createOffboardings(organizationClient, { ...common, leaver, brake });
  let stopWorkers = await startWorkers();
  const whileStopped = async (act: () => Promise<void>) => {
    await stopWorkers();
    await act();
    stopWorkers = await startWorkers();
  };
  return {
    organization: id,
    onboardings,
    offboardings,
    people: createPeople(organizationClient, { idKey: testIdKey }),
    vultr,
    client,
    async start(request = {}) {
      const { onboarding: run } = await onboardings.start(
        { email: 'ada@example.com', group: { name: 'Developers' }, policies: ['Provisioning'], ...request },
        { name: 'hr' },
      );
      return run;
    },
    reached: (onboardingId, state, withinMs) =>
      until(
        state,
        () => onboardings.get(onboardingId),
        (onboarding) => onboarding.state === state,
        withinMs,
      ),
    async historyLength(onboardingId) {
      return onboardingEvents(client, onboardingId);
    },
    restart: () => whileStopped(async () => {}),
    whileStopped,
    async stop() {
      await stopWorkers();
      await disconnect();
      if (options.vultr === undefined) await vultr.stop();
    },
  };
}

/** The options of the workers that concern Vultr: activities, interceptors and the gate. */
function vultrOptions(
  organization: string,
  { url: baseUrl, apiKey }: SimulatedVultr,
  watch?: Partial<InvitationWatchInput>,
) {
  const options = { baseUrl, apiKey, timeoutMs: 5_000 };
  if (watch === undefined) {
    const ungated = withSharedReads(createVultrClient({ ...options, repeatReads: true }), () => false);
    return {
      vultrActivities: createVultrActivities(ungated),
      vultrInterceptors: createVultrInterceptors({}),
    };
  }
  const budget = createRateBudget({ requestsPerSecond: 1_000 });
  const probing = createVultrClient({ ...options, budget });
  const gate = createGate({
    probe: () => probing.users.list(),
    firstProbeMs: 1_000,
    firstTrialMs: 1_000,
    maxTrialMs: 2_000,
  });
  const vultr = withSharedReads(
    createVultrClient({ ...options, budget, gate, repeatReads: true }),
    () => false,
  );
  const input: InvitationWatchInput = {
    organization,
    taskQueues: taskQueuesFor(organization),
    sweepEveryMs: 500,
    requestsPerSecond: 100,
    fullSweepEveryMs: 600_000,
    lingerMs: 1_000,
    idleMs: 600_000,
    ...watch,
  };
  const onboardingIdOf = (email: string) => personIdFor(testIdKey, organization, email);
  return {
    vultrActivities: {
      ...createVultrActivities(vultr),
      ...createWatchActivities({ vultr, onboardingIdOf, stopping: new AbortController().signal }),
    },
    vultrInterceptors: createVultrInterceptors({ watch: input }),
    vultrGate: gate.whenOpen,
  };
}

async function connectToShared(keys?: EncryptionKeys) {
  const address = inject('temporalAddress');
  const nativeConnection = await NativeConnection.connect({ address });
  const connection = await Connection.connect({ address });
  const disconnect = async () => {
    await nativeConnection.close();
    await connection.close();
  };
  return { client: clientOn(connection, keys), nativeConnection, disconnect };
}
