import { ProblemError } from '../../../src/contract/api/problems.ts';
import { onboardingIdFor } from '../../../src/contract/temporal/workflow-ids.ts';
import { taskQueuesFor } from '../../../src/contract/temporal/task-queues.ts';
import { createOnboardings } from '../../../src/onboardings/create.ts';
import { createOrganizationClient } from '../../../src/temporal/organization-client.ts';
import type { Onboardings } from '../../../src/onboardings/onboardings.ts';
import { testEncryptionSetting } from '../../support/encryption.ts';
import type { TestEnvironment } from '../../support/test-environment.ts';
import { shortTimings } from '../../support/timings.ts';
import { until } from '../../support/until.ts';
import { startCaseVultr } from '../case-vultr.ts';
import { driveRun } from '../drive-run.ts';
import { judge, type Result } from '../result.ts';
import type { Scenario } from '../scenario.ts';
import { testIdKey } from '../../support/id-key.ts';
import type { SharedWorker } from '../shared-worker.ts';
import { type ApiProcess, startApiProcess } from '../../support/api-process.ts';
import { startCuttingProxy } from './cutting-proxy.ts';

/** The API crashes while it waits for Temporal's response to the start of an onboarding; the caller then repeats the POST. */
export type ApiCrash = { readonly scenario: Scenario; readonly moment: Moment };

type Moment = {
  readonly name: string;
  /** What never arrives: the request at Temporal, or Temporal's response at the API. */
  readonly lost: 'request' | 'response';
  /** The statuses of the repeated POST, more than one if several callers repeat it at once. */
  readonly statuses: readonly number[];
};

const moments: readonly Moment[] = [
  { name: 'before Temporal received the start', lost: 'request', statuses: [202] },
  { name: 'after Temporal started the onboarding', lost: 'response', statuses: [200] },
  {
    name: 'before Temporal received the start, two callers repeat at once',
    lost: 'request',
    statuses: [200, 202],
  },
  {
    name: 'after Temporal started the onboarding, two callers repeat at once',
    lost: 'response',
    statuses: [200, 200],
  },
];

export function apiCrashesOf(scenario: Scenario): ApiCrash[] {
  return moments.map((moment) => ({ scenario, moment }));
}

export function apiCrashName({ scenario, moment }: ApiCrash): string {
  return `${scenario.name} / the API crashes / ${moment.name}`;
}

export async function runApiCrash(
  { scenario, moment }: ApiCrash,
  { temporalAddress }: TestEnvironment,
  { client, organization, register, unregister }: SharedWorker,
  person: string,
): Promise<Result> {
  const vultr = await startCaseVultr({ invitationLifetimeMs: scenario.firstWindowMs });
  const request = scenario.request(person);
  register(request, { url: vultr.url, onRequest: async () => {} });
  const timings = shortTimings;
  const onboardings = createOnboardings(createOrganizationClient(client, organization), {
    idKey: testIdKey,
    maxInvitations: 5,
    timings,
  });
  const run = async () => {
    const id = onboardingIdFor(testIdKey, organization, request.email);
    const violations = await crashDuringStart(moment, {
      temporalAddress,
      organization,
      post: (api) => api.post(request),
      hasStarted: async () => void (await until('the onboarding', () => exists(onboardings, id), Boolean)),
    });
    const ending = await driveRun(scenario, id, { onboardings, vultr });
    const { count } = await client.workflow.count(`WorkflowId = '${id}'`);
    return {
      ...ending,
      violations: count === 1 ? violations : [...violations, `${count} workflow executions`],
    };
  };
  try {
    return await judge(scenario, vultr, run);
  } finally {
    unregister(request);
    await vultr.stop();
  }
}

async function exists(onboardings: Onboardings, id: string): Promise<boolean> {
  try {
    return (await onboardings.get(id)).id === id;
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'not_found') return false;
    throw error;
  }
}

type Surroundings = {
  readonly temporalAddress: string;
  readonly organization: string;
  readonly post: (api: ApiProcess) => Promise<number>;
  readonly hasStarted: () => Promise<void>;
};

/** Kills an API in the middle of a start and repeats the POST at others. Returns the violations. */
async function crashDuringStart({ lost, statuses }: Moment, around: Surroundings): Promise<string[]> {
  const { temporalAddress, organization, post, hasStarted } = around;
  // Of all that the API sends to Temporal, only the start of an onboarding names the task queue.
  const proxy = await startCuttingProxy(temporalAddress, taskQueuesFor(organization).onboarding, lost);
  const startApi = (address: string) => startApiProcess(apiSettings(address, organization));
  const [crashing, ...others] = await Promise.all([
    startApi(proxy.address),
    ...statuses.map(() => startApi(temporalAddress)),
  ]);
  try {
    const early = post(crashing).then(
      (status) => [`the POST returned ${status} before the API crashed`],
      () => [],
    );
    await Promise.race([proxy.cut, early]);
    if (lost === 'response') await hasStarted();
    await crashing.kill();
    const returned = (await Promise.all(others.map(post))).toSorted((a, b) => a - b);
    const isExpected = JSON.stringify(returned) === JSON.stringify(statuses);
    const unexpected = isExpected ? [] : [`the repeated POST returned ${returned.join(', ')}`];
    return [...(await early), ...unexpected];
  } finally {
    await Promise.all([crashing, ...others].map((api) => api.kill()));
    await proxy.stop();
  }
}

function apiSettings(temporalAddress: string, organization: string): Record<string, string> {
  return {
    TEMPORAL_ADDRESS: temporalAddress,
    ONBOARDING_ORGANIZATION: organization,
    ONBOARDING_ID_KEY: testIdKey,
    ONBOARDING_ENCRYPTION_KEYS: testEncryptionSetting,
    ONBOARDING_CHECK_EVERY: `${shortTimings.checkEveryMs}ms`,
    ONBOARDING_SETTLE: `${shortTimings.settleMs}ms`,
    ONBOARDING_GROUP_IDLE: `${shortTimings.groupIdleMs}ms`,
  };
}
