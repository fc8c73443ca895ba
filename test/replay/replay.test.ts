import { readdirSync, readFileSync } from 'node:fs';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { describe, expect, inject, test } from 'vitest';

// A run waits for weeks, and newer code must be able to go on with what older code began.
Runtime.install({ logger: new DefaultLogger('ERROR') });

const folder = new URL('histories/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

function read(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

function replay(json: string): Promise<void> {
  return Worker.runReplayHistory(
    { workflowBundle: { codePath: inject('workflowBundlePath') } },
    JSON.parse(json),
  );
}

describe('recorded histories', () => {
  test('are there', () => {
    expect(names).toEqual([
      'group.json',
      'held-then-cancelled.json',
      'hired-again.json',
      'needs-attention.json',
      'straight-through.json',
      'unanswered-then-resent.json',
    ]);
  });

  test.each(names)('%s replays with the code as it is', async (name) => {
    await expect(replay(read(name))).resolves.toBeUndefined();
  });

  test('a history of other code does not', async () => {
    const other = read('straight-through.json').replaceAll('"confirmPerson"', '"confirmSomebody"');
    await expect(replay(other)).rejects.toThrow(/TMPRL1100|[Nn]ondeterminism/);
  });
});
