import { TestWorkflowEnvironment } from '@temporalio/testing';
import { encryptionDataConverter } from '../../src/temporal/encryption/data-converter.ts';
import { testEncryptionKeys } from './encryption.ts';

const attempts = 3;

/**
 * Starts a Temporal server whose clock jumps to the next timer whenever no worker has work. The caller tears it down.
 * The SDK gives the server 5 s to start, which a busy machine can miss, hence more than one attempt.
 */
export async function createVirtualTime(path: string): Promise<TestWorkflowEnvironment> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await TestWorkflowEnvironment.createTimeSkipping({
        client: { dataConverter: encryptionDataConverter(testEncryptionKeys) },
        server: { executable: { type: 'existing-path', path } },
      });
    } catch (error) {
      const tooSlow = error instanceof Error && error.message.includes('did not start within');
      if (!tooSlow || attempt === attempts) throw error;
    }
  }
}
