import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { bundleIn, bundleWorkflows } from '../workers/bundle-workflows.ts';

/** Writes the bundled workflows to a file, and those with traces to another beside it. Their folder is created if necessary. */
export async function writeBundles(file: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  for (const traces of [false, true]) {
    const { code } = await bundleWorkflows({ traces });
    writeFileSync(bundleIn(file, { traces }).codePath, code);
  }
}
