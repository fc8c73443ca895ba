import { expect, test } from 'vitest';
import { createSnapshot } from '../../src/people/snapshot.ts';

const one = { id: 'b', version: 1, created: '2026-11-01T00:00:00Z' };
const two = { id: 'a', version: 1, created: '2026-11-02T00:00:00Z' };
const three = { id: 'c', version: 1, created: '2026-11-02T00:00:00Z' };

type Item = typeof one;

/** A snapshot of what `shown` holds, on a clock of its own. */
function snapshotOf(shown: readonly Item[]) {
  const world = { shown, reads: 0, ms: 0 };
  const read = async () => {
    world.reads++;
    return world.shown;
  };
  return { world, snapshot: createSnapshot(read, () => world.ms) };
}

test('it is sorted by creation, then by id, each resource once, in its newest version', async () => {
  const { snapshot } = snapshotOf([three, two, { ...two, version: 2 }, one]);
  expect(await snapshot.list()).toEqual([one, { ...two, version: 2 }, three]);
});

test('it is read again after a minute, or if a fresh one is asked for, and once for all who wait', async () => {
  const { world, snapshot } = snapshotOf([one]);
  await snapshot.list();
  world.shown = [one, two];
  world.ms = 59_000;
  expect(await snapshot.list()).toEqual([one]);
  await Promise.all([snapshot.list({ fresh: true }), snapshot.list({ fresh: true })]);
  expect(world.reads).toBe(2);
  world.ms += 61_000;
  await snapshot.list();
  expect(world.reads).toBe(3);
});

test('what this process wrote is laid over a list that is behind', async () => {
  const { world, snapshot } = snapshotOf([one, two]);
  await snapshot.list();
  snapshot.wrote({ ...one, version: 2 });
  snapshot.wrote(three);
  snapshot.removed(two);
  const expected = [{ ...one, version: 2 }, three];
  expect(await snapshot.list()).toEqual(expected);
  expect(await snapshot.list({ fresh: true })).toEqual(expected);
  // What another process has written since is newer.
  world.shown = [{ ...one, version: 3 }, { ...two, created: '2026-11-03T00:00:00Z' }, three];
  expect(await snapshot.list({ fresh: true })).toEqual([
    { ...one, version: 3 },
    three,
    { ...two, created: '2026-11-03T00:00:00Z' },
  ]);
});

test('a write is forgotten once no list can be behind it', async () => {
  const { world, snapshot } = snapshotOf([one]);
  snapshot.wrote(two);
  expect(await snapshot.list()).toEqual([one, two]);
  // Another process deletes it.
  world.ms = 9_000;
  expect(await snapshot.list({ fresh: true })).toEqual([one, two]);
  world.ms = 11_000;
  expect(await snapshot.list({ fresh: true })).toEqual([one]);
});

test('a list that cannot be read fails, and the next one is read anew', async () => {
  let fails = true;
  const snapshot = createSnapshot(() => (fails ? Promise.reject(new Error('away')) : Promise.resolve([one])));
  await expect(snapshot.list()).rejects.toThrow('away');
  fails = false;
  expect(await snapshot.list()).toEqual([one]);
});
