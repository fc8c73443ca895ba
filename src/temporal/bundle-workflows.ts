import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { failureConverterPath } from './encryption/data-converter.ts';

/** By path, not by import: workflow code is bundled for its sandbox and never runs in this process as it is. */
export const workflowsPath = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));

/** The workflows as one piece of code, for workers of this very version of the SDK. Takes a second or two. */
export async function bundleWorkflows(): Promise<{ readonly code: string }> {
  return await bundleWorkflowCode({
    workflowsPath,
    failureConverterPath,
    logger: new DefaultLogger('ERROR'),
  });
}
