import { describe, expect, test } from 'vitest';
import { newReconciler, type ReconcilerState } from '../../../src/contract/scim/reconciler-state.ts';
import type { Target } from '../../../src/contract/scim/target.ts';
import { nextOrder, settleMsFor } from '../../../src/workflows/scim-user/next-order.ts';

const access = (...roles: string[]): Target => ({ kind: 'access', roles });
const nothing: Target = { kind: 'nothing' };
const left: Target = { kind: 'left', removed: false };
const removed: Target = { kind: 'left', removed: true };
const resolved = (target: Target, address = 'ada@example.com') => ({ target, identity: { address } });
const after = (...targets: Target[]): ReconcilerState =>
  targets.reduce((state: ReconcilerState, target) => nextOrder(state, resolved(target)), newReconciler);

describe('an order', () => {
  test('is another one for another target or another address, and else the same', () => {
    expect(after(access('a'), access('a'))).toEqual(after(access('a')));
    expect(after(access('a', 'b'), access('b', 'a')).order).toBe(1);
    expect(after(access('a'), access('b')).order).toBe(2);
    expect(after(left, removed).order).toBe(2);
    expect(nextOrder(after(access('a')), resolved(access('a'), 'grace@example.com')).order).toBe(2);
  });

  test('that is the same stays followed, and another one is not', () => {
    const followed = { ...after(access('a')), followed: true };
    expect(nextOrder(followed, resolved(access('a'))).followed).toBe(true);
    expect(nextOrder(followed, resolved(access('b'))).followed).toBe(false);
  });

  test('opens a turn only if the user was out', () => {
    expect(after(access('a')).turn).toBe(1);
    expect(after(access('a'), access('b'), nothing, access('a')).turn).toBe(1);
    expect(after(access('a'), left, access('a')).turn).toBe(2);
    expect(after(access('a'), left, removed, nothing).turn).toBe(2);
  });
});

describe('a wish stands still', () => {
  const settle = { giveMs: 2, takeMs: 120 };
  test.each<[string, ReconcilerState, Target, number]>([
    ['shortly at first', newReconciler, access('a'), 2],
    ['shortly if it adds a role', after(access('a')), access('a', 'b'), 2],
    ['long if it takes a role away', after(access('a', 'b')), access('b'), 120],
    ['long if it replaces a role', after(access('a')), access('b'), 120],
    ['long if it takes the last role away', after(access('a')), nothing, 120],
    ['shortly if the person leaves: the brake looks at it', after(access('a')), left, 2],
    ['shortly if the person comes back', after(access('a'), left), access('b'), 2],
    ['not at all after a deletion', after(access('a')), removed, 0],
    ['not at all if it is what was asked for before', after(access('a')), access('a'), 0],
  ])('%s', (_, state, target, ms) => {
    expect(settleMsFor(state, resolved(target), settle)).toBe(ms);
  });
});
