import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { begin, carryThrough } from '../drive-run.ts';
import { type Ground, startTemporal } from '../../support/test-environment.ts';
import { judged, type Result } from '../result.ts';
import type { Scenario } from '../scenario.ts';
import { startCrashStack } from './crash-stack.ts';
import { followHistory } from './follow-history.ts';

/** Temporal dies as soon as the run has come into the state, which the beginning of the activity shows. */
export type TemporalDeath = { readonly scenario: Scenario; readonly moment: Scenario['moments'][number] };

export function temporalDeathsOf(scenario: Scenario): TemporalDeath[] {
  return scenario.moments.map((moment) => ({ scenario, moment }));
}

export function temporalDeathName({ scenario, moment }: TemporalDeath): string {
  return `${scenario.name} / Temporal dies / ${moment.state}, ${moment.activity}`;
}

/** Long enough that what the worker wants to report meanwhile finds nobody. */
const awayMs = 3_000;

/**
 * The client goes on with calls that nobody waits for any more, and one that it tries again on a connection that was
 * closed meanwhile ends the process.
 */
const lateCallsMs = 8_000;

export async function runTemporalDeath({ scenario, moment }: TemporalDeath, ground: Ground): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'vultr-onboarding-temporal-death-'));
  const dbFile = join(folder, 'temporal.db');
  let server = await startTemporal(ground.temporalBinary, folder, { dbFile });
  const temporalAddress = server.address;
  const port = Number(temporalAddress.split(':').at(-1));
  const stack = await startCrashStack(scenario, { ...ground, temporalAddress });

  const dieAndComeBack = async (runId: string) => {
    for await (const event of followHistory(stack.client, runId))
      if (event.activity === moment.activity) break;
    process.kill(-server.pid, 'SIGKILL');
    await server.exited;
    await sleep(awayMs);
    server = await startTemporal(ground.temporalBinary, folder, { dbFile, port });
  };
  const takeCourse = async () => {
    stack.startWorker();
    const run = await begin(scenario.request('ada'), stack);
    const [passage] = await Promise.all([carryThrough(scenario, run.id, stack), dieAndComeBack(run.id)]);
    return passage;
  };
  try {
    return await judged(scenario, stack.vultr, takeCourse);
  } finally {
    await sleep(lateCallsMs);
    await stack.stop();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
