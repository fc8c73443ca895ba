import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defined } from '../../../src/contract/lib/optional.ts';
import { startTemporal, type TestEnvironment } from '../../support/test-environment.ts';
import { driveRun, startOnboarding } from '../drive-run.ts';
import { judge, type Result } from '../result.ts';
import { personIdsOf } from '../person-executions.ts';
import type { Moment, Scenario } from '../scenario.ts';
import { startCrashStack } from './crash-stack.ts';
import { followHistory } from './follow-history.ts';
import type { HistoryEvent } from './history-event.ts';

/** Temporal crashes at the moment. */
export type TemporalCrash = { readonly scenario: Scenario; readonly moment: Moment };

export function temporalCrashesOf(scenario: Scenario): TemporalCrash[] {
  return scenario.moments.map((moment) => ({ scenario, moment }));
}

export function temporalCrashName({ scenario, moment }: TemporalCrash): string {
  return `${scenario.name} / Temporal crashes / ${moment.state}, ${startedName(moment)}`;
}

/** What has started at the moment, as in "preflight" and "onboarding, execution 2". */
export function startedName({ started, execution }: Moment): string {
  return execution === undefined ? started : `${started}, execution ${execution}`;
}

function isReached(moment: Moment, { started, state, execution }: HistoryEvent): boolean {
  const isInState = state === undefined || state === moment.state;
  const isInExecution = moment.execution === undefined || moment.execution === execution;
  return started === moment.started && isInState && isInExecution;
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
  const { continuesAsNewEarly } = scenario;
  const options = { dbFile, ...defined({ continuesAsNewEarly }) };
  let server = await startTemporal(temporalBinary, folder, options);
  const temporalAddress = server.address;
  const port = Number(temporalAddress.split(':').at(-1));
  const stack = await startCrashStack(scenario, { temporalAddress, workflowBundlePath });

  const ended = new AbortController();

  const crashAndRestart = async () => {
    const { onboarding } = personIdsOf(scenario, stack.organization, stack.person);
    let wasReached = false;
    for await (const event of followHistory(stack.client, onboarding, ended.signal)) {
      wasReached = isReached(moment, event);
      if (wasReached) break;
    }
    if (!wasReached) throw new Error('the moment of the crash never came');
    process.kill(-server.pid, 'SIGKILL');
    await server.exited;
    await sleep(awayMs);
    server = await startTemporal(temporalBinary, folder, { ...options, port });
  };
  const run = async () => {
    stack.startWorker();
    const { id } = await startOnboarding(scenario.request(stack.person), stack);
    const drive = () => driveRun(scenario, id, stack).finally(() => ended.abort());
    const [ending] = await Promise.all([drive(), crashAndRestart()]);
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
