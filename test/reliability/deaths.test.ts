import { describe, expect, test } from 'vitest';
import { apiDeathName, apiDeathsOf, runApiDeath } from './deaths/api-deaths.ts';
import { runTemporalDeath, temporalDeathName, temporalDeathsOf } from './deaths/temporal-deaths.ts';
import { runWorkerDeath, type WorkerDeath, workerDeathName } from './deaths/worker-deaths.ts';
import { groundOfTests } from './shared-environment.ts';
import { scenarios } from './scenarios.ts';
import { startSharedWorker } from './shared-worker.ts';

const timeout = 400_000;

/** In the first task, while the invitation goes out, in the wait, at the resend; and while the group is made. */
const [scenario] = scenarios;
const deathAt = (history: WorkerDeath['history'], event: number): WorkerDeath[] =>
  scenario === undefined ? [] : [{ scenario, history, event }];
const workerDeaths = [...[4, 15, 40, 48].flatMap((event) => deathAt('run', event)), ...deathAt('group', 13)];
const temporalDeaths = scenarios
  .flatMap(temporalDeathsOf)
  .filter(({ moment }) => ['inviteUser', 'renewInvitation', 'undoAccess'].includes(moment.activity));
const apiDeaths = scenarios
  .slice(0, 1)
  .flatMap(apiDeathsOf)
  .filter(({ moment }) => moment.lost === 'answer' && moment.answers.length > 1);

describe.concurrent('a sample of `npm run test:crash`', () => {
  test.each(named(workerDeaths, workerDeathName))('%s', { timeout }, async (_name, death) => {
    const { wrongs } = await runWorkerDeath(death, groundOfTests());
    expect(wrongs).toEqual([]);
  });

  test.each(named(temporalDeaths, temporalDeathName))('%s', { timeout }, async (_name, death) => {
    const { wrongs } = await runTemporalDeath(death, groundOfTests());
    expect(wrongs).toEqual([]);
  });

  test.each(named(apiDeaths, apiDeathName))('%s', { timeout }, async (_name, death) => {
    const ground = groundOfTests();
    const worker = await startSharedWorker(ground);
    const { wrongs } = await runApiDeath(death, ground, worker, 'grace');
    await worker.stop();
    expect(wrongs).toEqual([]);
  });
});

function named<Death>(deaths: readonly Death[], nameOf: (death: Death) => string): [string, Death][] {
  return deaths.map((death) => [nameOf(death), death]);
}
