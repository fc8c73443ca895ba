import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRecentRows } from '../../src/vultr/recent-rows.ts';

let nowMs = 0;
beforeEach(() => {
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('a row is found as the last list showed it, for as long as that is recent', async () => {
  let rows = [{ id: 'A', status: 'pending' }];
  const recent = createRecentRows(async () => rows);
  expect(recent.find('a', 1_000)).toBeUndefined();
  await recent.read();
  expect(recent.find('a', 1_000)).toEqual({ id: 'A', status: 'pending' });
  expect(recent.find('b', 1_000)).toBeUndefined();

  nowMs += 500;
  rows = [{ id: 'A', status: 'accepted' }];
  await recent.read();
  nowMs += 1_000;
  expect(recent.find('a', 1_000)).toEqual({ id: 'A', status: 'accepted' });
  nowMs += 1;
  expect(recent.find('a', 1_000)).toBeUndefined();
});

test('the age counts from the beginning of the read', async () => {
  const recent = createRecentRows(async () => {
    nowMs += 800;
    return [{ id: 'a' }];
  });
  await recent.read();
  nowMs += 300;
  expect(recent.find('a', 1_000)).toBeUndefined();
});
