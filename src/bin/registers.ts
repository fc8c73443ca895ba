import { parseArguments } from '../cli/parse-arguments.ts';
import { parseRegistersCommand, registersUsage } from '../cli/registers/parse-registers-command.ts';
import { runRegistersCommand } from '../cli/registers/run-registers-command.ts';
import { main } from '../processes/lifecycle.ts';

/** Refreshes, exports and imports the registers: what the service remembers of people. */
await main(async () => {
  const command = parseArguments(registersUsage, () => parseRegistersCommand(process.argv.slice(2)));
  process.exitCode = await runRegistersCommand(command);
});
