import { expect, test } from 'vitest';
import { again, tryAgain } from '../../src/people/try-again.ts';

test('it attempts until there is a result', async () => {
  const results = [again, again, 'done'] as const;
  let attempts = 0;
  expect(await tryAgain(async () => results[attempts++] ?? 'too often')).toBe('done');
  expect(attempts).toBe(3);
});

test('it gives up as busy', async () => {
  await expect(tryAgain(async () => again)).rejects.toMatchObject({ code: 'busy' });
});

test('it does not repeat what fails', async () => {
  let attempts = 0;
  const failing = tryAgain(async () => {
    attempts++;
    throw new Error('away');
  });
  await expect(failing).rejects.toThrow('away');
  expect(attempts).toBe(1);
});
