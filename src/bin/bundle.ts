import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { bundleWorkflows } from '../temporal/bundle-workflows.ts';
import { main } from '../processes/lifecycle.ts';

/** `npm run bundle -- <file>`: the workflows as one file for `ONBOARDING_WORKFLOW_BUNDLE`, so that workers start at once. */
await main(async () => {
  const file = resolve(process.argv[2] ?? 'dist/workflows.js');
  const { code } = await bundleWorkflows({ traces: true });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, code);
  process.stdout.write(`ONBOARDING_WORKFLOW_BUNDLE=${file}\n`);
});
