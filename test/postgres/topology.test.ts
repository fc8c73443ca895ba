import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProgress } from '../../src/contract/lib/progress.ts';
import { until } from '../support/until.ts';
import { acceptAll, createHires } from './hires.ts';
import { type Production, startProduction } from './service.ts';

let production: Production;
beforeAll(async () => {
  production = await startProduction(createProgress(process.stderr));
}, 600_000);
afterAll(() => production?.stop(), 120_000);

/** Returns the number of emails to people of this name. */
async function countEmails(name: string): Promise<number> {
  const { items } = (await production.vultr.call('GET', '/__sim/mail')) as { items: { to: string }[] };
  return items.filter(({ to }) => to.startsWith(name)).length;
}

/** Acts while people are onboarded in `concurrency` sequences. Resolves once every onboarding has completed. */
async function actUnderLoad(name: string, concurrency: number, act: () => Promise<void>) {
  const hires = createHires(production, name);
  const [posting, accepting] = [new AbortController(), new AbortController()];
  const accepted = acceptAll(production, name, accepting.signal);
  const posted = hires.postContinuously(concurrency, posting.signal);
  const acted = act().finally(() => posting.abort());
  try {
    await Promise.all([posted, acted]);
  } finally {
    posting.abort();
    accepting.abort();
    await Promise.allSettled([posted, acted, accepted]);
  }
  return hires;
}

describe('on PostgreSQL, with two workers and two APIs', () => {
  test('schema, namespace and search attributes can be created again', async () => {
    expect(await production.prepareAgain()).toContain('onboarding');
  }, 180_000);

  test('an onboarding completes; one API received the POST and both show it', async () => {
    const hires = createHires(production, 'ada');
    const id = await hires.post();
    await hires.reaches(id, 'awaiting_acceptance');
    const accepting = new AbortController();
    const accepted = acceptAll(production, 'ada', accepting.signal);
    expect((await hires.reaches(id, 'completed')).evidence).toBeDefined();
    accepting.abort();
    await accepted;
    expect(await countEmails('ada')).toBe(1);
  }, 600_000);

  test('workers and APIs restart in turn under load: no request is lost, and each person gets one email', async () => {
    const patient = createHires(production, 'patient');
    const ids = await Promise.all(Array.from({ length: 5 }, () => patient.post()));
    for (const id of ids) await patient.reaches(id, 'awaiting_acceptance');
    const codes: (number | null)[] = [];
    const hires = await actUnderLoad('rolling', 10, async () => {
      for (const index of [0, 1]) {
        codes.push(await production.restartApi(index));
        codes.push(await production.restartWorker(index));
      }
    });
    expect(codes).toEqual([0, 0, 0, 0]);
    expect(hires.count()).toBeGreaterThan(10);
    expect(await countEmails('rolling')).toBe(hires.count());
    const accepting = new AbortController();
    const accepted = acceptAll(production, 'patient', accepting.signal);
    for (const id of ids) await patient.reaches(id, 'completed');
    accepting.abort();
    await accepted;
    expect(await countEmails('patient')).toBe(ids.length);
  }, 900_000);

  test('Temporal restarts under load: every onboarding completes, with one email each', async () => {
    const hires = await actUnderLoad('restart', 30, async () => {
      await until(
        'onboardings in progress',
        () => countEmails('restart'),
        (emails) => emails >= 10,
        240_000,
      );
      await production.temporal.stop();
      await production.temporal.start();
    });
    expect(hires.count()).toBeGreaterThanOrEqual(30);
    expect(await countEmails('restart')).toBe(hires.count());
  }, 900_000);
});
