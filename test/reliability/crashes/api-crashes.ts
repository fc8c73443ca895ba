import type { OnboardingView } from '../../../src/contract/api/onboarding-view.ts';
import type { TestEnvironment } from '../../support/test-environment.ts';
import { shortTimings } from '../../support/timings.ts';
import { startCaseVultr } from '../case-vultr.ts';
import { driveRun, startOnboarding } from '../drive-run.ts';
import { createPeople } from '../people.ts';
import { judge, type Result } from '../result.ts';
import type { FollowUp, Scenario, World } from '../scenario.ts';
import type { SharedWorker } from '../shared-worker.ts';
import { createWorld } from '../world.ts';
import { crashDuringPost } from './crash-during-post.ts';

/** The API crashes while it waits for Temporal's response; the caller then repeats the POST. */
export type ApiCrash = { readonly scenario: Scenario; readonly moment: ApiCrashMoment };

export type ApiCrashMoment = {
  readonly name: string;
  /** The call to Temporal in the middle of which the API crashes. */
  readonly call: 'start' | 'rehire' | 'cancel';
  /** What never arrives: the request at Temporal, or Temporal's response at the API. */
  readonly lost: 'request' | 'response';
  /** The statuses of the repeated POST, more than one if several callers repeat it at once. */
  readonly statuses: readonly number[];
  /** What they may be as well: callers who repeat a rehire that the workflow has not yet taken up wait for the same update. */
  readonly orStatuses?: readonly number[];
};

const ofStart: readonly ApiCrashMoment[] = [
  { name: 'before Temporal received the start', call: 'start', lost: 'request', statuses: [202] },
  { name: 'after Temporal started the onboarding', call: 'start', lost: 'response', statuses: [200] },
  {
    name: 'before Temporal received the start, two callers repeat at once',
    call: 'start',
    lost: 'request',
    statuses: [200, 202],
  },
  {
    name: 'after Temporal started the onboarding, two callers repeat at once',
    call: 'start',
    lost: 'response',
    statuses: [200, 200],
  },
];

/** How the follow-up request of a scenario reaches Temporal. */
const ofFollowUp: Readonly<Record<NonNullable<Scenario['followsUpWith']>, readonly ApiCrashMoment[]>> = {
  rehire: [
    { name: 'before Temporal received the rehire', call: 'rehire', lost: 'request', statuses: [202] },
    {
      name: 'after Temporal received the rehire',
      call: 'rehire',
      lost: 'response',
      statuses: [200],
      orStatuses: [202],
    },
    {
      name: 'before Temporal received the rehire, two callers repeat at once',
      call: 'rehire',
      lost: 'request',
      statuses: [200, 202],
      orStatuses: [202, 202],
    },
  ],
  replacement: [
    {
      name: 'before Temporal received the cancellation of the replaced onboarding',
      call: 'cancel',
      lost: 'request',
      statuses: [202],
    },
    {
      name: 'after Temporal received the cancellation of the replaced onboarding',
      call: 'cancel',
      lost: 'response',
      statuses: [202],
    },
    {
      name: 'after Temporal started the onboarding that replaces it',
      call: 'start',
      lost: 'response',
      statuses: [200],
    },
  ],
};

/** The start is the same in all scenarios without a follow-up; only one of them is asked for it. */
export function apiCrashesOf(scenario: Scenario): ApiCrash[] {
  const { followsUpWith } = scenario;
  const moments = followsUpWith === undefined ? ofStart : ofFollowUp[followsUpWith];
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
  const vultr = await startCaseVultr(
    { invitationLifetimeMs: scenario.firstWindowMs },
    scenario.watch?.(person),
  );
  register(scenario, person, { url: vultr.url, onRequest: async () => {} });
  const people = createPeople(scenario, person, { client, organization, timings: shortTimings });
  const violations: string[] = [];
  const world = createWorld({ person, organization, client, vultr, ...people });

  /** Sends the request at an API that crashes, repeats it at others, and returns what it has led to. */
  async function crash(request: FollowUp): Promise<OnboardingView> {
    violations.push(...(await crashDuringPost({ request, moment, temporalAddress, organization })));
    for (;;) {
      const found = await world.followUp(request);
      if (found !== undefined) return found;
    }
  }

  let isCrashed = false;
  const crashing: World = {
    ...world,
    async followUp(request) {
      if (isCrashed) return world.followUp(request);
      isCrashed = true;
      return crash(request);
    },
  };
  const run = async () => {
    const request = scenario.request(person);
    const { id } =
      scenario.followsUpWith === undefined
        ? await crash({ post: request })
        : await startOnboarding(request, world);
    const ending = await driveRun(scenario, id, crashing);
    const { flows } = await people.onboardings.getPerson(ending.onboarding.id.replace(/\.\d+$/, ''));
    const surplus =
      flows.length === Number(ending.onboarding.id.split('.')[1]) ? [] : [`${flows.length} flows`];
    return { ...ending, violations: [...ending.violations, ...violations, ...surplus] };
  };
  try {
    return await judge(scenario, vultr, run);
  } finally {
    unregister(scenario, person);
    await vultr.stop();
  }
}
