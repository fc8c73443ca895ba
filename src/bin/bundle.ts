import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseArguments } from '../cli/parse-arguments.ts';
import { writeBundle } from '../cli/write-bundle.ts';
import { main } from '../processes/lifecycle.ts';

const usage = `npm run bundle -- [file]

Bundles the workflows into one file for ONBOARDING_WORKFLOW_BUNDLE. Without a file: dist/workflows.js.`;

/** Bundles the workflows into one file for `ONBOARDING_WORKFLOW_BUNDLE`. */
await main(async () => {
  const file = parseArguments(usage, () => {
    const [target = 'dist/workflows.js', ...others] = parseArgs({
      allowPositionals: true,
      options: {},
    }).positionals;
    if (others.length > 0) throw new TypeError('At most one file can be given.');
    return resolve(target);
  });
  await writeBundle(file);
  process.stdout.write(`ONBOARDING_WORKFLOW_BUNDLE=${file}\n`);
});
