import type { Timings } from '../../../src/contract/temporal/timings.ts';
import { shortTimings } from '../../support/timings.ts';
import { startCaseVultr } from '../case-vultr.ts';
import { driveRun, startOnboarding } from '../drive-run.ts';
import { createPeople } from '../people.ts';
import { judge, type Result } from '../result.ts';
import type { SharedWorker } from '../shared-worker.ts';
import { createWorld } from '../world.ts';
import type { FaultCase } from './fault-cases.ts';
import { injectFault } from './inject-fault.ts';

/** The first poll of a new invitation comes soon, as always. Later polls are rare, because many cases run at once. */
const rarePolls: Partial<Timings> = { checkEveryMs: 4_000 };

/** How often a case runs if the situation that it tests did not arise. */
const maxTries = 3;

/** Runs a case: an onboarding of its own at a Vultr of its own. Never throws; what went wrong is in the result. */
export async function runFaultCase(
  testCase: FaultCase,
  worker: SharedWorker,
  person: string,
): Promise<Result> {
  for (let number = 1; ; number++) {
    const { result, missed } = await tryOnce(testCase, worker, `${person}-${number}`);
    if (missed.length === 0) return result;
    if (number === maxTries) return { ...result, violations: [...result.violations, ...missed] };
  }
}

async function tryOnce(testCase: FaultCase, worker: SharedWorker, person: string) {
  const { scenario, dialect, fault } = testCase;
  const invitationLifetimeMs = Math.max(fault?.firstWindowMs ?? 0, scenario.firstWindowMs);
  const vultr = await startCaseVultr({ invitationLifetimeMs, ...dialect.dialect }, scenario.watch?.(person));
  const injection = injectFault(testCase, vultr);
  worker.register(scenario, person, { url: vultr.url, onRequest: injection.onRequest });
  const { client, organization } = worker;
  const timings: Timings = { ...shortTimings, ...rarePolls, ...dialect.timings, ...fault?.timings };
  const people = createPeople(scenario, person, { client, organization, timings });
  const accept = async (id: string, email?: string) => {
    await injection.aftermath();
    await vultr.accept(id, email);
  };
  const world = createWorld(
    { person, organization, client, ...people, vultr: { ...vultr, accept } },
    injection.arm,
  );
  const run = async () => {
    const { id } = await startOnboarding(scenario.request(person), world);
    const ending = await driveRun(scenario, id, world);
    await injection.aftermath();
    return { ...ending, violations: [...ending.violations, ...(await injection.unlisted())] };
  };
  try {
    const result = await judge(scenario, vultr, run);
    return { result, missed: await injection.missed() };
  } finally {
    worker.unregister(scenario, person);
    await vultr.stop();
  }
}
