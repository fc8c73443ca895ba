import type { TestProject } from 'vitest/node';
import { findTools, type Tools } from './find-tools.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly helm: Tools;
  }
}

/** Builds Helm, kubeconform and the schemas before the first test, if they are not in the cache. */
export default async function setUp(project: TestProject): Promise<void> {
  project.provide('helm', await findTools());
}
