import { setTimeout as sleep } from 'node:timers/promises';
import { onboardingEvents } from '../../test/support/executions.ts';
import type { Program } from '../../test/support/program.ts';
import type { StartedTestEnvironment } from '../../test/support/test-environment.ts';
import type { Service } from '../service.ts';
import { usageOf } from '../usage.ts';
import type { Figure } from './figure.ts';

/** Measures what waiting costs each process, and a waiting onboarding, while nobody accepts. */
export async function measureCostOfWaiting(
  { simulatorProgram, client, onboardings }: Service,
  { temporal }: StartedTestEnvironment,
  { worker, api }: { readonly worker: Program; readonly api: Program },
  idleSeconds: number,
  size: number,
): Promise<Figure> {
  const [sample] = (await onboardings.list({ state: 'awaiting_acceptance', limit: 1 })).items;
  const lengthOf = async () => onboardingEvents(client, sample?.id ?? '');
  const processes = {
    worker: worker.pid,
    API: api.pid,
    Temporal: temporal.pid,
    simulator: simulatorProgram.pid,
  };
  const before = Object.entries(processes).map(([name, pid]) => ({ name, pid, used: usageOf(pid) }));
  const eventsBefore = await lengthOf();
  await sleep(idleSeconds * 1_000);
  const events = (await lengthOf()) - eventsBefore;
  const lines = before.map(({ name, pid, used }) => {
    const after = usageOf(pid);
    const percent = ((after.cpuSeconds - used.cpuSeconds) / idleSeconds) * 100;
    return {
      name,
      percent,
      text: `${name} ${percent.toFixed(1)} % of a core, ${used.residentMiB} → ${after.residentMiB} MiB`,
    };
  });
  const ofWorker = lines.find(({ name }) => name === 'worker')?.percent ?? Number.NaN;
  return {
    name: `CPU and resident memory with ${size} pending invitations and no acceptance, for ${idleSeconds} s; history events of a waiting onboarding meanwhile`,
    aim: 'worker below 5 % of a core; flat memory; no event',
    measured: `${lines.map(({ text }) => text).join('; ')}; ${events} events`,
    reached: ofWorker < 5 && events === 0,
  };
}
