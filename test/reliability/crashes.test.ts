import { describe, expect, test } from 'vitest';
import { apiCrashesOf, apiCrashName, runApiCrash } from './crashes/api-crashes.ts';
import { runTemporalCrash, temporalCrashesOf, temporalCrashName } from './crashes/temporal-crashes.ts';
import { runWorkerCrash, type WorkerCrash, workerCrashName } from './crashes/worker-crashes.ts';
import { scenarios } from './scenarios.ts';
import { sharedEnvironment } from './shared-environment.ts';
import { startSharedWorker } from './shared-worker.ts';

const timeout = 400_000;

/** In the first task, while the email is sent, during the wait, at the resend, and while the group is created. */
const [scenario] = scenarios;
const crashAt = (history: WorkerCrash['history'], event: number): WorkerCrash[] =>
  scenario === undefined ? [] : [{ scenario, history, event }];
const workerCrashes = [
  ...[4, 15, 40, 48].flatMap((event) => crashAt('onboarding', event)),
  ...crashAt('group', 13),
];
const temporalCrashes = scenarios
  .flatMap(temporalCrashesOf)
  .filter(({ moment }) => ['inviteUser', 'renewInvitation', 'undoAccess'].includes(moment.activity));
const apiCrashes = scenarios
  .slice(0, 1)
  .flatMap(apiCrashesOf)
  .filter(({ moment }) => moment.lost === 'response' && moment.statuses.length > 1);

describe.concurrent('a sample of the crashes of `npm run test:crash`', () => {
  test.each(named(workerCrashes, workerCrashName))('%s', { timeout }, async (_name, crash) => {
    const { violations } = await runWorkerCrash(crash, sharedEnvironment());
    expect(violations).toEqual([]);
  });

  test.each(named(temporalCrashes, temporalCrashName))('%s', { timeout }, async (_name, crash) => {
    const { violations } = await runTemporalCrash(crash, sharedEnvironment());
    expect(violations).toEqual([]);
  });

  test.each(named(apiCrashes, apiCrashName))('%s', { timeout }, async (_name, crash) => {
    const environment = sharedEnvironment();
    const worker = await startSharedWorker(environment);
    const { violations } = await runApiCrash(crash, environment, worker, 'grace');
    await worker.stop();
    expect(violations).toEqual([]);
  });
});

function named<Crash>(crashes: readonly Crash[], nameOf: (crash: Crash) => string): [string, Crash][] {
  return crashes.map((crash) => [nameOf(crash), crash]);
}
