import { expect, test } from 'vitest';
import { createLanes } from '../../src/people/lanes.ts';

test('what concerns one ID runs in order, one at a time, also after a failure', async () => {
  const inLane = createLanes();
  const log: string[] = [];
  const work = (name: string) => async () => {
    log.push(`${name} begins`);
    await Promise.resolve();
    log.push(`${name} ends`);
    if (name === 'second') throw new Error(name);
    return name;
  };
  const results = await Promise.allSettled(
    ['first', 'second', 'third'].map((name) => inLane('a', work(name))),
  );
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  const expected = ['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]);
  expect(log).toEqual(expected);
});

test('what concerns another ID does not wait', async () => {
  const inLane = createLanes();
  const blocked = Promise.withResolvers<string>();
  const first = inLane('a', () => blocked.promise);
  expect(await inLane('b', async () => 'b')).toBe('b');
  blocked.resolve('a');
  expect(await first).toBe('a');
});
