import { readdirSync, readFileSync } from 'node:fs';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { describe, expect, inject, test } from 'vitest';
import { bundleWorkflows } from '../../src/workers/bundle-workflows.ts';
import { encryptionDataConverter } from '../../src/temporal/encryption/data-converter.ts';
import { noopSpanSink } from '../../src/workers/create-workers.ts';
import { testEncryptionKeys } from '../support/encryption.ts';

// An onboarding waits for weeks, so newer code must be able to continue what older code began.
Runtime.install({ logger: new DefaultLogger('ERROR') });

// The bundle that all tests share contains the interceptors for traces. A service without traces has a bundle without them.
const traced = { codePath: inject('workflowBundlePath') };
const untraced = await bundleWorkflows();

const folder = new URL('histories/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .toSorted();

function read(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

type Bundle = { codePath: string } | { code: string };

function replay(json: string, workflowBundle: Bundle = traced): Promise<void> {
  const dataConverter = encryptionDataConverter(testEncryptionKeys);
  return Worker.runReplayHistory({ workflowBundle, dataConverter, sinks: noopSpanSink }, JSON.parse(json));
}

describe('recorded histories', () => {
  test('exist', () => {
    expect(names).toEqual([
      'group-writer.json',
      'held-then-cancelled.json',
      'needs-attention.json',
      'rehired.json',
      'straight-through.json',
      'unanswered-then-resent.json',
    ]);
  });

  test.each(names)('%s replays with the current code, with and without traces', async (name) => {
    await expect(replay(read(name))).resolves.toBeUndefined();
    await expect(replay(read(name), untraced)).resolves.toBeUndefined();
  });

  test('a history of other code does not replay', async () => {
    const other = read('straight-through.json').replaceAll('"confirmPerson"', '"confirmSomebody"');
    await expect(replay(other)).rejects.toThrow(/TMPRL1100|[Nn]ondeterminism/);
  });
});
