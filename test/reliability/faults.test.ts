import { beforeAll, describe, expect, test } from 'vitest';
import { nameOf } from './faults/calls.ts';
import { dialects } from './faults/dialects.ts';
import { faultCaseName } from './faults/fault-cases.ts';
import { faults } from './faults/faults.ts';
import { runFaultCase } from './faults/run-fault-case.ts';
import { inParallel } from '../support/in-parallel.ts';
import type { Result } from './result.ts';
import { sampleOf } from './sample.ts';
import { scenariosWithFaults } from './scenarios.ts';
import { sharedEnvironment } from './shared-environment.ts';
import { startSharedWorker } from './shared-worker.ts';

const sample = scenariosWithFaults.flatMap(sampleOf);
const concurrency = 40;

describe('a sample of the fault cases of `npm run test:crash`', () => {
  let results: ReadonlyMap<string, Result>;

  beforeAll(async () => {
    const worker = await startSharedWorker(sharedEnvironment());
    const finished = await inParallel(sample, concurrency, async (testCase, index) => {
      const result = await runFaultCase(testCase, worker, `ada-${index}`);
      return [faultCaseName(testCase), result] as const;
    });
    results = new Map(finished);
    await worker.stop();
  }, 600_000);

  test.each(sample.map(faultCaseName))('%s', (name) => {
    expect(results.get(name)?.violations).toEqual([]);
  });

  test('covers every call, every fault and every dialect', () => {
    const calls = new Set(sample.map(({ call }) => call && nameOf(call)));
    const missing = scenariosWithFaults
      .flatMap((scenario) => scenario.calls.map(nameOf))
      .filter((name) => !calls.has(name));
    expect(missing).toEqual([]);
    expect(new Set(sample.map(({ fault }) => fault))).toEqual(new Set(faults));
    expect(new Set(sample.map(({ dialect }) => dialect))).toEqual(new Set(dialects));
  });
});
