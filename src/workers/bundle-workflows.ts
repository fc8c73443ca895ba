import { join, parse } from 'node:path';
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
 * These modules, and those that they import, are loaded once per worker instead of once per workflow, so that a workflow
 * costs less memory and starts faster. They may share everything, because none keeps state
 * (test/workflows/stateless-modules.test.ts). The interceptors do keep state.
 */
export const sharedModules = [workflowsPath];

/**
 * Bundles the workflows for workers with the same version of the SDK, which takes one or two seconds. Without `traces`
 * the bundle is smaller, and workflows record no spans.
 */
export async function bundleWorkflows({ traces = false } = {}): Promise<{ readonly code: string }> {
  return await bundleWorkflowCode({
    workflowsPath,
    failureConverterPath,
    preloadModules: sharedModules,
    ...(traces ? { workflowInterceptorModules } : {}),
    logger: new DefaultLogger('ERROR'),
  });
}

/** The bundle in a file. The one with traces is in another beside it: `workflows-traced.js` beside `workflows.js`. */
export function bundleIn(file: string, { traces }: { traces: boolean }): { readonly codePath: string } {
  const { dir, name, ext } = parse(file);
  return { codePath: traces ? join(dir, `${name}-traced${ext}`) : file };
}
