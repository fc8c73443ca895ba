import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { acceptAll, hiresOf } from './hires.ts';
import { type Production, startProduction } from './service.ts';

let production: Production;
beforeAll(async () => {
  production = await startProduction((line) => process.stderr.write(`${line}\n`));
}, 600_000);
afterAll(() => production?.stop(), 120_000);

/** How many mails have gone out to hires of this name. */
async function mailsTo(name: string): Promise<number> {
  const { items } = (await production.vultr.call('GET', '/__sim/mail')) as { items: { to: string }[] };
  return items.filter(({ to }) => to.startsWith(name)).length;
}

/** While it goes on, hires come in, so many side by side, and are accepted. Resolves when every one of them is completed. */
async function underLoad(name: string, sideBySide: number, act: () => Promise<void>) {
  const hires = hiresOf(production, name);
  const [stopping, through] = [new AbortController(), new AbortController()];
  const accepted = acceptAll(production, name, through.signal);
  const coming = hires.keepComing(sideBySide, stopping.signal);
  const acted = act().finally(() => stopping.abort());
  try {
    await Promise.all([coming, acted]);
  } finally {
    stopping.abort();
    through.abort();
    await Promise.allSettled([coming, acted, accepted]);
  }
  return hires;
}

describe('on PostgreSQL, with two workers and two APIs', () => {
  test('schema, namespace and search attributes can be made again over what is there', async () => {
    expect(await production.prepareAgain()).toContain('onboarding');
  }, 180_000);

  test('a hire is carried through: posted to one API, seen by both', async () => {
    const hires = hiresOf(production, 'ada');
    const id = await hires.post();
    await hires.reaches(id, 'awaiting_acceptance');
    const through = new AbortController();
    const accepted = acceptAll(production, 'ada', through.signal);
    expect((await hires.reaches(id, 'completed')).evidence).toBeDefined();
    through.abort();
    await accepted;
    expect(await mailsTo('ada')).toBe(1);
  }, 600_000);

  test('every part is restarted in turn while hires wait and come in: no request is lost, and nobody gets two mails', async () => {
    const patient = hiresOf(production, 'patient');
    const ids = await Promise.all(Array.from({ length: 5 }, () => patient.post()));
    for (const id of ids) await patient.reaches(id, 'awaiting_acceptance');
    const codes: (number | null)[] = [];
    const hires = await underLoad('rolling', 10, async () => {
      for (const index of [0, 1]) {
        codes.push(await production.restartApi(index));
        codes.push(await production.restartWorker(index));
      }
    });
    expect(codes).toEqual([0, 0, 0, 0]);
    expect(hires.count()).toBeGreaterThan(10);
    expect(await mailsTo('rolling')).toBe(hires.count());
    const through = new AbortController();
    const accepted = acceptAll(production, 'patient', through.signal);
    for (const id of ids) await patient.reaches(id, 'completed');
    through.abort();
    await accepted;
    expect(await mailsTo('patient')).toBe(ids.length);
  }, 900_000);

  test('Temporal is restarted under load: every hire is carried through, by one mail each', async () => {
    const hires = await underLoad('restart', 30, async () => {
      await until(
        'hires under way',
        () => mailsTo('restart'),
        (mails) => mails >= 10,
        240_000,
      );
      await production.temporal.stop();
      await production.temporal.start();
    });
    expect(hires.count()).toBeGreaterThanOrEqual(30);
    expect(await mailsTo('restart')).toBe(hires.count());
  }, 900_000);
});
