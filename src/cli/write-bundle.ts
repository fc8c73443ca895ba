import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { bundleWorkflows } from '../workers/bundle-workflows.ts';

/** Writes the bundled workflows, with tracing, to a file. Its folder is created if necessary. */
export async function writeBundle(file: string): Promise<void> {
  const { code } = await bundleWorkflows({ traces: true });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, code);
}
