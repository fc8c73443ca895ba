import { expect, test } from 'vitest';
import { forecast } from '../../src/offboardings/plan.ts';
import { exampleBrake } from '../api/fake-onboardings.ts';

test.each<[string, Parameters<typeof exampleBrake>[0], number, number, boolean]>([
  ['as many as the limit', {}, 10, 10, false],
  ['one more than the limit', {}, 11, 11, true],
  ['a part of a list over the limit', {}, 2, 300, true],
  ['one, after as many as the limit have passed', { passed: 10 }, 1, 1, true],
  ['one, while others are held', { on: true, held: 11 }, 1, 1, true],
  ['one, while the brake is blind', { blindUntil: '2026-06-30T09:00:00.000Z' }, 1, 1, true],
  ['none, while others are held', { on: true, held: 11 }, 0, 0, false],
])('the forecast for %s', (_case, brake, asking, batchSize, holds) => {
  expect(forecast(exampleBrake(brake), 3, asking, batchSize)).toMatchObject({ holds, limit: 10 });
});

test('before the brake is asked for the first time, the configured limit counts', () => {
  const { limit: _, ...neverAsked } = exampleBrake();
  expect(forecast(neverAsked, 3, 4, 4)).toMatchObject({ holds: true, limit: 3 });
});
