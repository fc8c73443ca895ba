import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { failureConverterPath } from './encryption/data-converter.ts';

/** By path, not by import: workflow code is bundled for its sandbox and never runs in this process as it is. */
export const workflowsPath = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));

/** With these in the bundle, the spans of workflows join the traces. */
export const workflowInterceptorModules = [
  fileURLToPath(new URL('../workflows/trace-interceptors.ts', import.meta.url)),
];

/**
 * The workflows as one piece of code, for workers of this very version of the SDK. Takes a second or two. Without
 * `traces` it is smaller, and its workers cannot trace.
 */
export async function bundleWorkflows({ traces = false } = {}): Promise<{ readonly code: string }> {
  return await bundleWorkflowCode({
    workflowsPath,
    failureConverterPath,
    ...(traces ? { workflowInterceptorModules } : {}),
    logger: new DefaultLogger('ERROR'),
  });
}
