import { type DeploymentCommand, runDeploymentCommand } from '../cli/deployment/run-deployment-command.ts';
import { parseArguments } from '../cli/parse-arguments.ts';
import { main } from '../processes/lifecycle.ts';

const usage = `npm run deployment -- <command>

  status                      show which builds receive work
  current <build id>          send all work to this build
  ramp <build id> <percent>   send a percentage of the work to this build; 0 ends the ramp`;

/** Shows or changes which build of the workers receives work: https://docs.temporal.io/worker-versioning */
await main(() => runDeploymentCommand(parseArguments(usage, () => parseCommand(process.argv.slice(2)))));

function parseCommand([name, buildId, percent]: readonly string[]): DeploymentCommand {
  if (name === 'status') return { name };
  if (name === 'current' && buildId !== undefined) return { name, buildId };
  if (name === 'ramp' && buildId !== undefined && percent !== undefined) {
    if (/^\d{1,3}$/.test(percent) && Number(percent) <= 100)
      return { name, buildId, percent: Number(percent) };
    throw new TypeError('The percentage must be a whole number from 0 to 100.');
  }
  throw new TypeError(
    name === undefined ? 'A command is required.' : 'The command is unknown or incomplete.',
  );
}
