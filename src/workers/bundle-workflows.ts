import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { failureConverterPath } from '../temporal/encryption/data-converter.ts';

/** A path instead of an import: workflow code is bundled for its sandbox and never runs in this process directly. */
export const workflowsPath = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));

/** With these modules in the bundle, workflows add their spans to the traces. */
export const workflowInterceptorModules = [
  fileURLToPath(new URL('../workflows/trace-interceptors.ts', import.meta.url)),
];

/**
 * Bundles the workflows for workers with the same version of the SDK, which takes one or two seconds. Without `traces`
 * the bundle is smaller, and workflows record no spans.
 */
export async function bundleWorkflows({ traces = false } = {}): Promise<{ readonly code: string }> {
  return await bundleWorkflowCode({
    workflowsPath,
    failureConverterPath,
    ...(traces ? { workflowInterceptorModules } : {}),
    logger: new DefaultLogger('ERROR'),
  });
}
