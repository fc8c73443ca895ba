import { describe, expect, test } from 'vitest';
import type { BroughtAbout } from '../../../src/contract/scim/bring-about.ts';
import type { Target } from '../../../src/contract/scim/target.ts';
import type { Wish } from '../../../src/contract/scim/wish.ts';
import { createFakeWorld } from './fake-world.ts';

/** The roles of a wish are the names of its groups. */
function targetOf({ resource, groups, removed }: Wish): Target {
  if (removed || resource['active'] === false) return { kind: 'left', removed };
  return groups.length === 0
    ? { kind: 'nothing' }
    : { kind: 'access', roles: groups.map(({ display }) => display) };
}

const groups = (...names: string[]) => names.map((display) => ({ id: display, display }));
const inactive = { userName: 'ada@example.com', active: false };

function worldWith(bringAbout: () => BroughtAbout) {
  return createFakeWorld({ targetOf, bringAbout });
}

const inProgress = () => worldWith(() => ({ state: 'in_progress', flowId: 'person-1.1', followed: true }));
const targetsOf = ({ inputs }: ReturnType<typeof worldWith>) => inputs.map(({ target }) => target);

describe('settling', () => {
  test('makes one order of what comes within moments', async () => {
    const world = inProgress();
    await world.run();
    await world.wishFor({ groups: groups('a') });
    await world.pass(1_000);
    await world.wishFor({ groups: groups('a', 'b') });
    expect(world.inputs).toEqual([]);
    expect(world.access().state).toBe('settling');
    await world.pass(2_000);
    expect(targetsOf(world)).toEqual([{ kind: 'access', roles: ['a', 'b'] }]);
  });

  test.each([
    ['removed from one group, then added to another', [groups(), groups('b')]],
    ['added to one group, then removed from another', [groups('a', 'b'), groups('b')]],
  ])('makes one move of a person who is %s', async (_, [first = [], second = []]) => {
    const world = inProgress();
    await world.run();
    await world.wishFor({ groups: groups('a') });
    await world.pass(2_000);
    await world.wishFor({ groups: first });
    await world.pass(1_000);
    await world.wishFor({ groups: second });
    await world.pass(119_000);
    expect(targetsOf(world)).toEqual([{ kind: 'access', roles: ['a'] }]);
    await world.pass(1_000);
    expect(targetsOf(world).slice(1)).toEqual([{ kind: 'access', roles: ['b'] }]);
  });

  test('ends without an order if the wish is what it was', async () => {
    const world = inProgress();
    await world.run();
    await world.wishFor({ groups: groups('a') });
    await world.pass(2_000);
    await world.wishFor({ groups: groups() });
    await world.pass(60_000);
    await world.wishFor({ groups: groups('a') });
    await world.pass(3_600_000);
    expect(world.inputs.map(({ order }) => order)).toEqual([1, 1]);
    expect(world.access().state).toBe('in_progress');
  });

  test('does not wait for ever for a wish that flaps', async () => {
    const world = inProgress();
    await world.run();
    for (let change = 0; change < 30; change++) {
      await world.wishFor({ groups: groups(`g${change}`) });
      await world.pass(1_000);
    }
    expect(world.inputs.length).toBeGreaterThan(0);
  });
});

describe('what is asked for', () => {
  test('is asked again if a flow of the person tells, under the same number', async () => {
    const world = inProgress();
    await world.run();
    await world.wishFor({ groups: groups('a') });
    await world.pass(2_000);
    await world.tell();
    expect(world.inputs.map(({ order, turn, followed }) => ({ order, turn, followed }))).toEqual([
      { order: 1, turn: 1, followed: false },
      { order: 1, turn: 1, followed: true },
    ]);
  });

  test('is asked again after a while if the look says so', async () => {
    const world = worldWith(() => ({ state: 'in_progress', lookAgainMs: 5_000 }));
    await world.run();
    await world.wishFor({ groups: groups('a') });
    await world.pass(2_000);
    await world.pass(5_000);
    expect(world.inputs).toHaveLength(2);
  });

  test('has the address under which the person is known', async () => {
    const world = worldWith(() => ({ state: 'access', flowId: 'person-1.1', address: 'ada@example.com' }));
    await world.run();
    await world.wishFor({ groups: groups('a') });
    await world.pass(2_000);
    await world.wishFor({ resource: { userName: 'ada.king@example.com' } });
    await world.pass(2_000);
    expect(world.inputs.at(-1)).toMatchObject({
      order: 2,
      identity: { address: 'ada.king@example.com' },
      knownAddress: 'ada@example.com',
    });
  });

  test('is the newest wish if another one came while it was brought about', async () => {
    const answer = Promise.withResolvers<BroughtAbout>();
    const world = createFakeWorld({ targetOf, bringAbout: () => answer.promise });
    await world.run();
    await world.wishFor({ groups: groups('a') });
    await world.pass(2_000);
    await world.wishFor({ resource: inactive });
    answer.resolve({ state: 'in_progress', flowId: 'person-1.1' });
    await world.pass(0);
    await world.pass(2_000);
    expect(targetsOf(world)).toEqual([
      { kind: 'access', roles: ['a'] },
      { kind: 'left', removed: false },
    ]);
  });
});

describe('after a deletion', () => {
  test('the departure is ordered at once, and the work ends', async () => {
    const world = worldWith(() => ({ state: 'leaving', flowId: 'person-1.2' }));
    await world.run();
    await world.wishFor({ groups: groups('a') });
    await world.pass(2_000);
    await world.wishFor({ removed: true });
    expect(targetsOf(world).at(-1)).toEqual({ kind: 'left', removed: true });
    expect(world.hasEnded()).toBe(true);
  });

  test('the work goes on as long as the departure cannot be ordered', async () => {
    let isReady = false;
    const world = worldWith(() =>
      isReady ? { state: 'leaving', flowId: 'person-1.2' } : { state: 'in_progress', lookAgainMs: 5_000 },
    );
    await world.run();
    await world.wishFor({ removed: true });
    expect(world.hasEnded()).toBe(false);
    isReady = true;
    await world.pass(5_000);
    expect(world.hasEnded()).toBe(true);
  });
});

test('a restart in the middle of settling forgets nothing', async () => {
  const world = inProgress();
  await world.run();
  await world.wishFor({ groups: groups('a') });
  await world.pass(2_000);
  await world.wishFor({ groups: groups('b') });
  await world.pass(60_000);
  await world.restart();
  await world.pass(120_000);
  expect(world.inputs.map(({ order }) => order)).toEqual([1, 2]);
});

test('what is shown keeps the time of its state, and nothing is published twice', async () => {
  const world = inProgress();
  await world.run();
  await world.wishFor({ groups: groups('a') });
  await world.pass(2_000);
  const before = world.published.length;
  await world.tell();
  await world.tell();
  expect(world.published.length).toBe(before);
  expect(world.access()).toMatchObject({ state: 'in_progress', flowId: 'person-1.1', roles: ['a'] });
});
