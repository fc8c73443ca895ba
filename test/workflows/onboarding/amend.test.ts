import { expect, test } from 'vitest';
import { amendedView } from '../../../src/workflows/onboarding/amend.ts';
import { exampleOnboarding } from '../../api/fake-onboardings.ts';

test('a person whose details change every night keeps a history of bounded length, with its beginning', () => {
  const first = exampleOnboarding();
  let view = first;
  for (let night = 1; night <= 200; night++) {
    view = amendedView(view, { by: `night ${night}`, details: { lastName: `${night}` } });
  }
  expect(view.lastName).toBe('200');
  expect(view.history).toHaveLength(60);
  expect(view.history[0]).toEqual(first.history[0]);
  expect(view.history.at(-1)?.message).toBe('lastName changed by night 200');
});
