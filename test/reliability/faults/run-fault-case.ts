import type { Timings } from '../../../src/contract/temporal/timings.ts';
import { createOnboardings } from '../../../src/onboardings/create.ts';
import { shortTimings } from '../../support/timings.ts';
import { begin, carryThrough } from '../drive-run.ts';
import { judged, type Result } from '../result.ts';
import { idKey, type SharedWorker } from '../shared-worker.ts';
import { startVultr } from '../case-vultr.ts';
import type { FaultCell } from './fault-cases.ts';
import { setTrap } from './inject-fault.ts';

/** The first look at a new invitation is soon, as ever; many cells at once would make many of the later ones. */
const seldomLooks: Partial<Timings> = { checkEveryMs: 4_000 };

/** How often a cell is tried in which what was to be tried did not come about. */
const tries = 3;

/** Performs a cell: a run of its own at a Vultr of its own. Never throws; what went wrong is in the result. */
export async function runFaultCell(cell: FaultCell, worker: SharedWorker, person: string): Promise<Result> {
  for (let number = 1; ; number++) {
    const { result, missed } = await tryOnce(cell, worker, `${person}-${number}`);
    if (missed.length === 0) return result;
    if (number === tries) return { ...result, wrongs: [...result.wrongs, ...missed] };
  }
}

async function tryOnce(cell: FaultCell, worker: SharedWorker, person: string) {
  const { scenario, dialect, fault } = cell;
  const vultr = await startVultr({
    invitationLifetimeMs: Math.max(fault?.firstWindowMs ?? 0, scenario.firstWindowMs),
    ...dialect.dialect,
  });
  const trap = setTrap(cell, vultr);
  const request = scenario.request(person);
  worker.enroll(request, { url: vultr.url, onPassing: trap.onPassing });
  const { client, organization } = worker;
  const timings: Timings = { ...shortTimings, ...seldomLooks, ...dialect.timings, ...fault?.timings };
  const runs = createOnboardings(client, { organization, idKey, maxInvitations: 5, timings });
  const patient = { ...vultr, accept: (id: string) => trap.aftermath().then(() => vultr.accept(id)) };
  const takeCourse = async () => {
    const run = await begin(request, { runs });
    const passage = await carryThrough(scenario, run.id, { runs, vultr: patient });
    await trap.aftermath();
    return { ...passage, wrongs: await trap.unlisted() };
  };
  try {
    const result = await judged(scenario, vultr, takeCourse);
    return { result, missed: await trap.missed() };
  } finally {
    worker.dismiss(request);
    await vultr.stop();
  }
}
