import { importHires } from '../cli/import/import-hires.ts';
import { importUsage, parseImportOptions } from '../cli/import/parse-import-options.ts';
import { parseArguments } from '../cli/parse-arguments.ts';
import { main } from '../processes/lifecycle.ts';

/** Starts onboardings from a CSV file. */
await main(async () => {
  const options = parseArguments(importUsage, () => parseImportOptions(process.argv.slice(2)));
  if (!(await importHires(options))) process.exitCode = 1;
});
