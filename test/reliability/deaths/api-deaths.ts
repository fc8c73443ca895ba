import { ProblemError } from '../../../src/contract/api/problems.ts';
import { onboardingIdFor } from '../../../src/contract/temporal/workflow-ids.ts';
import { taskQueuesFor } from '../../../src/contract/temporal/task-queues.ts';
import { createOnboardings } from '../../../src/onboardings/create.ts';
import type { Onboardings } from '../../../src/onboardings/onboardings.ts';
import { shortTimings } from '../../support/timings.ts';
import { until } from '../../support/until.ts';
import { type ApiProcess, startApiProcess } from './api-process.ts';
import { carryThrough } from '../drive-run.ts';
import { startCutOff } from './kill-after.ts';
import type { Ground } from '../../support/test-environment.ts';
import { judged, type Result } from '../result.ts';
import type { Scenario } from '../scenario.ts';
import { idKey, type SharedWorker } from '../shared-worker.ts';
import { startVultr } from '../case-vultr.ts';
import { testEncryptionSetting } from '../../support/encryption.ts';

/** The API dies while it waits for Temporal's answer to the start of a run; the caller then repeats the POST. */
export type ApiDeath = { readonly scenario: Scenario; readonly moment: Moment };

type Moment = {
  readonly name: string;
  /** What never arrives: the start at Temporal, or Temporal's answer at the API. */
  readonly lost: 'request' | 'answer';
  /** The statuses that the repeated POST is answered with: more than one where several callers repeat it at once. */
  readonly answers: readonly number[];
};

const moments: readonly Moment[] = [
  { name: 'before Temporal heard of the run', lost: 'request', answers: [202] },
  { name: 'after Temporal started the run', lost: 'answer', answers: [200] },
  {
    name: 'before Temporal heard of the run, two callers repeat at once',
    lost: 'request',
    answers: [200, 202],
  },
  {
    name: 'after Temporal started the run, two callers repeat at once',
    lost: 'answer',
    answers: [200, 200],
  },
];

export function apiDeathsOf(scenario: Scenario): ApiDeath[] {
  return moments.map((moment) => ({ scenario, moment }));
}

export function apiDeathName({ scenario, moment }: ApiDeath): string {
  return `${scenario.name} / the API dies / ${moment.name}`;
}

export async function runApiDeath(
  { scenario, moment }: ApiDeath,
  ground: Ground,
  { client, organization, enroll, dismiss }: SharedWorker,
  person: string,
): Promise<Result> {
  const vultr = await startVultr({ invitationLifetimeMs: scenario.firstWindowMs });
  const request = scenario.request(person);
  enroll(request, { url: vultr.url, onPassing: async () => {} });
  const runs = createOnboardings(client, { organization, idKey, maxInvitations: 5, timings: shortTimings });
  const takeCourse = async () => {
    const id = onboardingIdFor(idKey, organization, request.email);
    const wrongs = await dieInTheMiddle(moment, {
      temporalAddress: ground.temporalAddress,
      organization,
      post: (api) => api.post(request),
      hasBegun: async () => void (await until('the run', () => isThere(runs, id), Boolean)),
    });
    const passage = await carryThrough(scenario, id, { runs, vultr });
    const { count } = await client.workflow.count(`WorkflowId = '${id}'`);
    return { ...passage, wrongs: count === 1 ? wrongs : [...wrongs, `${count} runs`] };
  };
  try {
    return await judged(scenario, vultr, takeCourse);
  } finally {
    dismiss(request);
    await vultr.stop();
  }
}

async function isThere(runs: Onboardings, id: string): Promise<boolean> {
  try {
    return (await runs.get(id)).id === id;
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'not_found') return false;
    throw error;
  }
}

type Surroundings = {
  readonly temporalAddress: string;
  readonly organization: string;
  readonly post: (api: ApiProcess) => Promise<number>;
  readonly hasBegun: () => Promise<void>;
};

/** Answers what was not as it must be. */
async function dieInTheMiddle({ lost, answers }: Moment, around: Surroundings): Promise<string[]> {
  const { temporalAddress, organization, post, hasBegun } = around;
  // Of what the API sends to Temporal only the start of a run names the queue.
  const way = await startCutOff(temporalAddress, taskQueuesFor(organization).onboarding, lost);
  const startApi = (address: string) => startApiProcess(environment(address, organization));
  const [dying, ...others] = await Promise.all([
    startApi(way.address),
    ...answers.map(() => startApi(temporalAddress)),
  ]);
  try {
    const early = post(dying).then(
      (status) => [`the POST was answered with ${status} before the API died`],
      () => [],
    );
    await Promise.race([way.cut, early]);
    if (lost === 'answer') await hasBegun();
    await dying.kill();
    const statuses = (await Promise.all(others.map(post))).toSorted((a, b) => a - b);
    const asExpected = JSON.stringify(statuses) === JSON.stringify(answers);
    const unexpected = asExpected ? [] : [`the repeated POST was answered with ${statuses.join(', ')}`];
    return [...(await early), ...unexpected];
  } finally {
    await Promise.all([dying, ...others].map((api) => api.kill()));
    await way.stop();
  }
}

function environment(temporalAddress: string, organization: string): Record<string, string> {
  return {
    TEMPORAL_ADDRESS: temporalAddress,
    ONBOARDING_ORGANIZATION: organization,
    ONBOARDING_ID_KEY: idKey,
    ONBOARDING_ENCRYPTION_KEYS: testEncryptionSetting,
    ONBOARDING_CHECK_EVERY: `${shortTimings.checkEveryMs}ms`,
    ONBOARDING_SETTLE: `${shortTimings.settleMs}ms`,
    ONBOARDING_GROUP_IDLE: `${shortTimings.groupIdleMs}ms`,
  };
}
