import { setTimeout as sleep } from 'node:timers/promises';

/** Reads until `isDone` accepts the value, and returns it. Throws, with the last value, after `withinMs`. */
export async function until<T>(
  description: string,
  read: () => Promise<T> | T,
  isDone: (value: T) => boolean,
  withinMs = 40_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await read();
    if (isDone(value)) return value;
    if (Date.now() > deadline)
      throw new Error(`timed out waiting for: ${description}. Last: ${JSON.stringify(value, null, 1)}`);
    await sleep(50);
  }
}
