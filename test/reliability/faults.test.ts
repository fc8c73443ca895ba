import { beforeAll, describe, expect, test } from 'vitest';
import { nameOf } from './faults/calls.ts';
import { dialects } from './faults/dialects.ts';
import { cellName } from './faults/fault-cases.ts';
import { faults } from './faults/faults.ts';
import { runFaultCell } from './faults/run-fault-case.ts';
import { groundOfTests } from './shared-environment.ts';
import { inParallel } from './in-parallel.ts';
import type { Result } from './result.ts';
import { sampleOf } from './sample.ts';
import { scenarios } from './scenarios.ts';
import { startSharedWorker } from './shared-worker.ts';

const sample = scenarios.flatMap(sampleOf);
const atOnce = 40;

describe('a sample of `npm run test:crash`', () => {
  let results: ReadonlyMap<string, Result>;

  beforeAll(async () => {
    const worker = await startSharedWorker(groundOfTests());
    const done = await inParallel(sample, atOnce, async (cell, index) => {
      const result = await runFaultCell(cell, worker, `ada-${index}`);
      return [cellName(cell), result] as const;
    });
    results = new Map(done);
    await worker.stop();
  }, 600_000);

  test.each(sample.map(cellName))('%s', (name) => {
    expect(results.get(name)?.wrongs).toEqual([]);
  });

  test('meets every call, every fault and every dialect', () => {
    const calls = new Set(sample.map(({ call }) => call && nameOf(call)));
    const unmet = scenarios
      .flatMap((scenario) => scenario.calls.map(nameOf))
      .filter((name) => !calls.has(name));
    expect(unmet).toEqual([]);
    expect(new Set(sample.map(({ fault }) => fault))).toEqual(new Set(faults));
    expect(new Set(sample.map(({ dialect }) => dialect))).toEqual(new Set(dialects));
  });
});
