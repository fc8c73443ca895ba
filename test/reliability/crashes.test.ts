import { describe, expect, onTestFinished, test } from 'vitest';
import { apiCrashesOf, apiCrashName, runApiCrash } from './crashes/api-crashes.ts';
import { runTemporalCrash, temporalCrashesOf, temporalCrashName } from './crashes/temporal-crashes.ts';
import {
  findWorkerCrashes,
  runWorkerCrash,
  type WorkerCrash,
  workerCrashName,
} from './crashes/worker-crashes.ts';
import { acceptsSecondEmail } from './accepts-second-email.ts';
import { continuesAsNewAtEveryRest } from './continues-as-new-at-every-rest.ts';
import { createEnvironments } from './environments.ts';
import { rehiredWhileGuarding } from './rehired-while-guarding.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { sharedEnvironment } from './shared-environment.ts';
import { startSharedWorker } from './shared-worker.ts';

const timeout = 400_000;

const crashAt = (scenario: Scenario, event: number, history: WorkerCrash['history'] = 'onboarding') => ({
  scenario,
  history,
  event,
});
const workerCrashes: WorkerCrash[] = [
  // In the first task, while the email is sent, during the wait, at the resend, and while the group is created.
  ...[4, 15, 40, 48].map((event) => crashAt(acceptsSecondEmail, event)),
  crashAt(acceptsSecondEmail, 13, 'group'),
  // While it continues as new into the rehire, and as it begins.
  ...[72, 76].map((event) => crashAt(rehiredWhileGuarding, event)),
];
const temporalCrashes = scenarios
  .flatMap(temporalCrashesOf)
  .filter(({ moment }) => ['inviteUser', 'renewInvitation', 'undoAccess'].includes(moment.started));
const apiCrashes = scenarios
  .slice(0, 1)
  .flatMap(apiCrashesOf)
  .filter(({ moment }) => moment.lost === 'response' && moment.statuses.length > 1);

describe('the scenario of every rest', () => {
  test('continues as new in every state in which it rests', { timeout }, async () => {
    const environments = await createEnvironments(sharedEnvironment());
    onTestFinished(environments.stop);
    const crashes = await findWorkerCrashes(
      continuesAsNewAtEveryRest,
      environments.of(continuesAsNewAtEveryRest),
    );
    expect(crashes.length).toBeGreaterThan(50);
  });
});

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
