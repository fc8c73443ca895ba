import { readdirSync, readFileSync } from 'node:fs';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { describe, expect, inject, test } from 'vitest';
import { bundleWorkflows } from '../../src/temporal/bundle-workflows.ts';
import { encryptionDataConverter } from '../../src/temporal/encryption/data-converter.ts';
import { noopSpanSink } from '../../src/temporal/workers.ts';
import { testEncryptionKeys } from '../support/encryption.ts';

// A run waits for weeks, and newer code must be able to go on with what older code began.
Runtime.install({ logger: new DefaultLogger('ERROR') });

// All tests share a bundle with the interceptors for traces; who does not trace may have one without.
const traced = { codePath: inject('workflowBundlePath') };
const untraced = await bundleWorkflows();

const folder = new URL('histories/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

function read(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

type Bundle = { codePath: string } | { code: string };

function replay(json: string, workflowBundle: Bundle = traced): Promise<void> {
  return Worker.runReplayHistory(
    { workflowBundle, sinks: noopSpanSink, dataConverter: encryptionDataConverter(testEncryptionKeys) },
    JSON.parse(json),
  );
}

describe('recorded histories', () => {
  test('are there', () => {
    expect(names).toEqual([
      'group-writer.json',
      'held-then-cancelled.json',
      'needs-attention.json',
      'rehired.json',
      'straight-through.json',
      'unanswered-then-resent.json',
    ]);
  });

  test.each(names)('%s replays with the code as it is, with traces and without', async (name) => {
    await expect(replay(read(name))).resolves.toBeUndefined();
    await expect(replay(read(name), untraced)).resolves.toBeUndefined();
  });

  test('a history of other code does not', async () => {
    const other = read('straight-through.json').replaceAll('"confirmPerson"', '"confirmSomebody"');
    await expect(replay(other)).rejects.toThrow(/TMPRL1100|[Nn]ondeterminism/);
  });
});
