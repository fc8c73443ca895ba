import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTemporal, type TestEnvironment } from '../../support/test-environment.ts';
import { driveRun, startOnboarding } from '../drive-run.ts';
import { judge, type Result } from '../result.ts';
import type { Scenario } from '../scenario.ts';
import { startCrashStack } from './crash-stack.ts';
import { followHistory } from './follow-history.ts';

/** Temporal crashes as soon as the onboarding enters the state, which the start of the activity shows. */
export type TemporalCrash = { readonly scenario: Scenario; readonly moment: Scenario['moments'][number] };

export function temporalCrashesOf(scenario: Scenario): TemporalCrash[] {
  return scenario.moments.map((moment) => ({ scenario, moment }));
}

export function temporalCrashName({ scenario, moment }: TemporalCrash): string {
  return `${scenario.name} / Temporal crashes / ${moment.state}, ${moment.activity}`;
}

/** Long enough that the worker cannot report its results. */
const awayMs = 3_000;

/**
 * The client continues with calls that nothing awaits any more. A call that it retries on a connection that was closed
 * in the meantime ends the process.
 */
const lateCallsMs = 8_000;

export async function runTemporalCrash(
  { scenario, moment }: TemporalCrash,
  { temporalBinary, workflowBundlePath }: TestEnvironment,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'vultr-onboarding-temporal-crash-'));
  const dbFile = join(folder, 'temporal.db');
  let server = await startTemporal(temporalBinary, folder, { dbFile });
  const temporalAddress = server.address;
  const port = Number(temporalAddress.split(':').at(-1));
  const stack = await startCrashStack(scenario, { temporalAddress, workflowBundlePath });

  const crashAndRestart = async (workflowId: string) => {
    for await (const event of followHistory(stack.client, workflowId))
      if (event.activity === moment.activity) break;
    process.kill(-server.pid, 'SIGKILL');
    await server.exited;
    await sleep(awayMs);
    server = await startTemporal(temporalBinary, folder, { dbFile, port });
  };
  const run = async () => {
    stack.startWorker();
    const { id } = await startOnboarding(scenario.request('ada'), stack);
    const [ending] = await Promise.all([driveRun(scenario, id, stack), crashAndRestart(id)]);
    return ending;
  };
  try {
    return await judge(scenario, stack.vultr, run);
  } finally {
    await sleep(lateCallsMs);
    await stack.stop();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
