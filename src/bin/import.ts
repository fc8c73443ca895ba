import { importFile } from '../cli/import/import-file.ts';
import { hireKind, leaverKind } from '../cli/import/kinds.ts';
import { importUsage, parseImportOptions } from '../cli/import/parse-import-options.ts';
import { parseArguments } from '../cli/parse-arguments.ts';
import { main } from '../processes/lifecycle.ts';

/** Starts onboardings or offboardings from a CSV file. */
await main(
  async (_addService, signal) => {
    const parsed = parseArguments(importUsage, () => parseImportOptions(process.argv.slice(2)));
    const isComplete = parsed.leave
      ? await importFile(leaverKind, parsed.options, signal)
      : await importFile(hireKind, parsed.options, signal);
    if (!isComplete) process.exitCode = 1;
  },
  { endsOnSignal: true },
);
