import { parseArgs } from 'node:util';
import { diagnose } from '../cli/doctor/diagnose.ts';
import { formatReport } from '../cli/doctor/report.ts';
import { parseArguments } from '../cli/parse-arguments.ts';
import { main } from '../processes/lifecycle.ts';

const usage = `npm run doctor -- [--policy <name of a managed policy>]…

Reports whether an API and a worker could run with this environment, and what to fix. Reads only. Exits with 1 if there
is an error.

  --policy NAME  also check that this policy can be attached; may be repeated`;

/** Reports whether an API and a worker could run with this environment, and what to fix. Reads only. */
await main(async () => {
  const { values } = parseArguments(usage, () =>
    parseArgs({ options: { policy: { type: 'string', multiple: true } } }),
  );
  const findings = await diagnose(values.policy ?? []);
  process.stdout.write(formatReport(findings, process.stdout.isTTY));
  if (findings.some(({ level }) => level === 'error')) process.exitCode = 1;
});
