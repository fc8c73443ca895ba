import { ProblemError } from '../src/contract/api/problems.ts';
import type { OnboardingView } from '../src/contract/api/onboarding-view.ts';
import type { OnboardingState } from '../src/contract/rules/states.ts';
import { stateAttribute } from '../src/contract/temporal/search-attributes.ts';
import type { Service } from './service.ts';
import { inParallel, until } from './statistics.ts';

const startsAtOnce = 10;
const rowsPerPage = 500;

/** Starts hires `from` to `to`, spread over so many groups. */
export async function startHires(
  { runs }: Pick<Service, 'runs'>,
  from: number,
  to: number,
  groups = 5,
): Promise<void> {
  const numbers = Array.from({ length: to - from }, (_, index) => from + index);
  await inParallel(numbers, startsAtOnce, async (number) => {
    await untilTaken(() =>
      runs.start(
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

/** A machine that all share can be too busy to answer in time; a caller tries again. */
async function untilTaken(start: () => Promise<unknown>): Promise<void> {
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
  const query = `WorkflowType = 'onboarding' AND TaskQueue = 'onboarding-${organization}' AND ${stateAttribute.name} = '${state}'`;
  return (await client.workflow.count(query)).count;
}

export async function allAreIn(service: Service, state: OnboardingState, count: number): Promise<void> {
  await until(async () => ((await countIn(service, state)) >= count ? true : undefined), 500);
}

/** The runs of this organization in a state, as their memos show them. */
export async function runsIn(
  { client, organization }: Service,
  state: OnboardingState,
): Promise<OnboardingView[]> {
  const query = `WorkflowType = 'onboarding' AND TaskQueue = 'onboarding-${organization}' AND ${stateAttribute.name} = '${state}'`;
  const found: OnboardingView[] = [];
  for await (const { memo } of client.workflow.list({ query, pageSize: rowsPerPage })) {
    found.push((memo as { view: OnboardingView }).view);
  }
  return found;
}
