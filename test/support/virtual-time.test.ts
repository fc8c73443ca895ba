import { fileURLToPath } from 'node:url';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { describe, expect, inject, test } from 'vitest';
import { encryptionDataConverter } from '../../src/temporal/encryption/data-converter.ts';
import { testEncryptionKeys } from './encryption.ts';
import { createVirtualTime } from './virtual-time.ts';
import type { sleepFor } from './virtual-time-fixtures/sleeping-workflow.ts';

const timeSkipping = inject('timeSkipping');
Runtime.install({ logger: new DefaultLogger('ERROR') });
const threeDaysMs = 3 * 86_400_000;

describe.skipIf('reason' in timeSkipping)('virtual time', () => {
  test('lets three days pass in seconds', async () => {
    if ('reason' in timeSkipping) return;
    const environment = await createVirtualTime(timeSkipping.path);
    try {
      const worker = await Worker.create({
        connection: environment.nativeConnection,
        taskQueue: 'sleeping',
        dataConverter: encryptionDataConverter(testEncryptionKeys),
        workflowsPath: fileURLToPath(new URL('virtual-time-fixtures/sleeping-workflow.ts', import.meta.url)),
      });
      const startedAt = performance.now();
      const sleptMs = await worker.runUntil(
        environment.client.workflow.execute<typeof sleepFor>('sleepFor', {
          workflowId: 'sleeper',
          taskQueue: 'sleeping',
          args: [threeDaysMs],
        }),
      );
      expect(sleptMs).toBeGreaterThanOrEqual(threeDaysMs);
      expect(performance.now() - startedAt).toBeLessThan(30_000);
    } finally {
      await environment.teardown();
    }
  });
});
