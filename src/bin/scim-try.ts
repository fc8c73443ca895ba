import { formatReport } from '../cli/doctor/report.ts';
import { parseArguments } from '../cli/parse-arguments.ts';
import { parseTryOptions, tryUsage } from '../cli/scim-try/parse-try-options.ts';
import { tryScim } from '../cli/scim-try/try-scim.ts';
import { main } from '../processes/lifecycle.ts';

/** Tests a running service's SCIM as an identity provider uses it. */
await main(
  async (_addService, signal) => {
    const options = parseArguments(tryUsage, () => parseTryOptions(process.argv.slice(2)));
    const findings = await tryScim({ ...options, signal });
    process.stdout.write(formatReport(findings, process.stdout.isTTY));
    if (findings.some(({ level }) => level === 'error')) process.exitCode = 1;
  },
  // After Ctrl-C it still deletes what it has created.
  { endsOnSignal: true },
);
