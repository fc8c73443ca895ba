import { ProblemError } from '../src/contract/api/problems.ts';
import type { OnboardingView } from '../src/contract/api/onboarding-view.ts';
import type { OnboardingState } from '../src/contract/rules/states.ts';
import { stateAttribute } from '../src/contract/temporal/search-attributes.ts';
import type { Service } from './service.ts';
import { inParallel, until } from './statistics.ts';

const concurrentStarts = 10;
const rowsPerPage = 500;

/** Starts the onboardings with the numbers `from` to `to`, spread over the groups. */
export async function startOnboardings(
  { onboardings }: Pick<Service, 'onboardings'>,
  from: number,
  to: number,
  groups = 5,
): Promise<void> {
  const numbers = Array.from({ length: to - from }, (_, index) => from + index);
  await inParallel(numbers, concurrentStarts, async (number) => {
    await retryUnavailable(() =>
      onboardings.start(
        {
          email: `hire${number}@example.com`,
          group: { name: `Group ${number % groups}` },
          policies: ['Provisioning'],
        },
        { name: 'bench' },
      ),
    );
  });
}

/** Temporal can time out on a machine that everything shares. Retries, as a caller does. */
async function retryUnavailable(start: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await start();
      return;
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code !== 'temporal_unavailable') throw error;
    }
  }
}

export async function countIn({ client, organization }: Service, state: OnboardingState): Promise<number> {
  return (await client.workflow.count(queryFor(organization, state))).count;
}

export async function untilAllAreIn(service: Service, state: OnboardingState, count: number): Promise<void> {
  await until(async () => ((await countIn(service, state)) >= count ? true : undefined), 500);
}

/** Returns the onboardings of this organization in a state, as their memos show them. */
export async function onboardingsIn(
  { client, organization }: Service,
  state: OnboardingState,
): Promise<OnboardingView[]> {
  const query = queryFor(organization, state);
  const found: OnboardingView[] = [];
  for await (const { memo } of client.workflow.list({ query, pageSize: rowsPerPage })) {
    found.push((memo as { view: OnboardingView }).view);
  }
  return found;
}

function queryFor(organization: string, state: OnboardingState): string {
  return `TaskQueue = 'onboarding-${organization}' AND ${stateAttribute.name} = '${state}' AND ExecutionStatus = 'Running'`;
}
