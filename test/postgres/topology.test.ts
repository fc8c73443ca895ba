import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acceptEverything, hiresOf } from './hires.ts';
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

/** While it goes on, hires come in and invitations are accepted. */
async function underLoad(name: string, everyMs: number, act: () => Promise<void>) {
  const hires = hiresOf(production, name);
  const stopping = new AbortController();
  const posts: Promise<void>[] = [];
  const posting = (async () => {
    while (!stopping.signal.aborted) {
      posts.push(hires.post());
      await sleep(everyMs);
    }
    await Promise.all(posts);
  })();
  const accepting = new AbortController();
  const accepted = acceptEverything(production, accepting.signal);
  try {
    await act();
    stopping.abort();
    await posting;
    await hires.allAre('completed', 180_000);
  } finally {
    stopping.abort();
    accepting.abort();
    await Promise.allSettled([posting, accepted]);
  }
  return hires;
}

describe('on PostgreSQL, with two workers and two APIs', () => {
  test('schema, namespace and search attributes can be made again over what is there', async () => {
    expect(await production.prepareAgain()).toContain('onboarding');
  }, 180_000);

  test('a hire is carried through: posted to one API, seen by the other', async () => {
    const hires = hiresOf(production, 'ada');
    await hires.post();
    await hires.allAre('awaiting_acceptance', 60_000);
    const accepting = new AbortController();
    const accepted = acceptEverything(production, accepting.signal);
    await hires.allAre('completed', 60_000);
    accepting.abort();
    await accepted;
    const [id = ''] = hires.ids();
    expect((await hires.look(id)).evidence).toBeDefined();
    expect(await mailsTo('ada')).toBe(1);
  }, 180_000);

  test('every part is restarted in turn while hires come in: no request is lost, and nobody gets two mails', async () => {
    const codes: (number | null)[] = [];
    const hires = await underLoad('rolling', 150, async () => {
      for (const index of [0, 1]) {
        codes.push(await production.restartApi(index));
        codes.push(await production.restartWorker(index));
      }
    });
    expect(codes).toEqual([0, 0, 0, 0]);
    expect(hires.failures).toEqual([]);
    expect(hires.ids().length).toBeGreaterThan(10);
    expect(await mailsTo('rolling')).toBe(hires.ids().length);
  }, 400_000);

  test('Temporal is restarted under load: every hire is carried through, by one mail each', async () => {
    const hires = await underLoad('restart', 100, async () => {
      await sleep(1_500);
      await production.temporal.stop();
      await production.temporal.start();
    });
    expect(hires.failures).toEqual([]);
    expect(hires.ids().length).toBeGreaterThan(10);
    expect(await mailsTo('restart')).toBe(hires.ids().length);
  }, 400_000);
});
