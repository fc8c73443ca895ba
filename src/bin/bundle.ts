import { resolve } from 'node:path';
import { writeBundle } from '../cli/write-bundle.ts';
import { main } from '../processes/lifecycle.ts';

/** Bundles the workflows into one file for `ONBOARDING_WORKFLOW_BUNDLE`: `npm run bundle -- [file]`. */
await main(async () => {
  const file = resolve(process.argv[2] ?? 'dist/workflows.js');
  await writeBundle(file);
  process.stdout.write(`ONBOARDING_WORKFLOW_BUNDLE=${file}\n`);
});
