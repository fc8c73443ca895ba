import { parseArgs } from 'node:util';
import { importHires } from '../cli/import/import-hires.ts';
import { parseArguments } from '../cli/parse-arguments.ts';
import { main } from '../processes/lifecycle.ts';

const usage = `npm run import -- hires.csv [--yes] [--skip-invalid] [--url http://127.0.0.1:3000]

Reads hires from a CSV file, shows a plan, asks for confirmation, and starts the onboardings. Importing the same file
again changes nothing. Uses the first key of ONBOARDING_API_KEYS, or the one that npm start created.

  --yes           do not ask for confirmation
  --skip-invalid  start the other onboardings even if some rows are invalid or would be refused`;

/** Starts onboardings from a CSV file. */
await main(async () => {
  const options = parseArguments(usage, () => {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { yes: { type: 'boolean' }, 'skip-invalid': { type: 'boolean' }, url: { type: 'string' } },
    });
    const [file, ...others] = positionals;
    if (file === undefined || others.length > 0) throw new TypeError('Exactly one file is required.');
    return { file, yes: values.yes === true, skipInvalid: values['skip-invalid'] === true, url: values.url };
  });
  if (!(await importHires(options))) process.exitCode = 1;
});
