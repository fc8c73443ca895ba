import { parseArgs } from 'node:util';
import { type DeploymentCommand, runDeploymentCommand } from '../cli/deployment/run-deployment-command.ts';
import { parseArguments } from '../cli/parse-arguments.ts';
import { main } from '../processes/lifecycle.ts';

const usage = `npm run deployment -- <command>

Shows or changes which build of the workers receives work.

  status                      show which builds receive work
  current <build id>          send all work to this build
  ramp <build id> <percent>   send a percentage of the work to this build; 0 ends the ramp`;

/** Shows or changes which build of the workers receives work: https://docs.temporal.io/worker-versioning */
await main(() =>
  runDeploymentCommand(
    parseArguments(usage, () => parseCommand(parseArgs({ allowPositionals: true, options: {} }).positionals)),
  ),
);

function parseCommand(words: readonly string[]): DeploymentCommand {
  const [name, buildId, percent] = words;
  if (name === 'status' && words.length === 1) return { name };
  if (name === 'current' && buildId !== undefined && words.length === 2) return { name, buildId };
  if (name === 'ramp' && buildId !== undefined && percent !== undefined && words.length === 3) {
    if (/^\d{1,3}$/.test(percent) && Number(percent) <= 100)
      return { name, buildId, percent: Number(percent) };
    throw new TypeError('The percentage must be a whole number from 0 to 100.');
  }
  throw new TypeError(
    name === undefined
      ? 'A command is required.'
      : 'The command is unknown, incomplete, or has too many arguments.',
  );
}
