import { expect, test } from 'vitest';
import { createImports } from '../../../src/console/import/imports.ts';
import type { Logger } from '../../../src/telemetry/logger.ts';
import { exampleOnboarding, validBody } from '../../api/fake-onboardings.ts';

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

const file = { delimiter: ',', header: ['email'] };

const started = async () => ({ outcome: 'started' as const, onboarding: exampleOnboarding() });

test('stops after the rows in progress, and remembers which rows were not started', async () => {
  const released = Promise.withResolvers<void>();
  let begun = 0;
  const start = async () => {
    begun += 1;
    await released.promise;
    return started();
  };
  const imports = createImports({ start }, silent);
  const rows = Array.from({ length: 30 }, (_, index) => ({
    line: index + 2,
    fields: [`p${index}@example.com`],
    request: { ...validBody, email: `p${index}@example.com` },
  }));
  imports.begin('one', file, rows, 'hr');
  const inProgress = begun;
  expect(inProgress).toBeGreaterThan(0);
  expect(inProgress).toBeLessThan(30);
  const stopped = imports.stop();
  released.resolve();
  await stopped;
  expect(begun).toBe(inProgress);
  const { isRunning, failed } = imports.find('one') ?? {};
  expect(isRunning).toBe(false);
  expect(failed).toHaveLength(30 - inProgress);
  expect(failed?.[0]).toMatchObject({
    fields: [expect.stringMatching(/^p\d+@example\.com$/)],
    reason: 'The service stopped before this row.',
  });
});

test('forgets the oldest imports', () => {
  const imports = createImports({ start: started }, silent);
  for (let number = 1; number <= 21; number++) imports.begin(`${number}`, file, [], 'hr');
  expect(imports.find('1')).toBeUndefined();
  expect(imports.find('2')).toBeDefined();
  expect(imports.find('21')).toBeDefined();
});
