import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until the answer is one that will do. Throws, with the last answer, when `withinMs` is over. */
export async function until<T>(
  what: string,
  ask: () => Promise<T> | T,
  willDo: (answer: T) => boolean,
  withinMs = 40_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (willDo(answer)) return answer;
    if (Date.now() > deadline)
      throw new Error(`gave up waiting for: ${what}. Last: ${JSON.stringify(answer, null, 1)}`);
    await sleep(50);
  }
}
