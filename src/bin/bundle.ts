import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseArguments } from '../cli/parse-arguments.ts';
import { writeBundles } from '../cli/write-bundles.ts';
import { main } from '../processes/lifecycle.ts';

const usage = `npm run bundle -- [file]

Bundles the workflows into a file for ONBOARDING_WORKFLOW_BUNDLE, and, for workers that trace, into another beside it.
Without a file: dist/workflows.js and dist/workflows-traced.js.`;

/** Bundles the workflows for `ONBOARDING_WORKFLOW_BUNDLE`. */
await main(async () => {
  const file = parseArguments(usage, () => {
    const [target = 'dist/workflows.js', ...others] = parseArgs({
      allowPositionals: true,
      options: {},
    }).positionals;
    if (others.length > 0) throw new TypeError('At most one file can be given.');
    return resolve(target);
  });
  await writeBundles(file);
  process.stdout.write(`ONBOARDING_WORKFLOW_BUNDLE=${file}\n`);
});
