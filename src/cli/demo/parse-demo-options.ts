import { parseArgs } from 'node:util';

export const demoUsage = `npm run demo -- [options]

Shows four onboardings in fast motion, against a running npm start with the simulator.

  --leave  show a person who leaves and one who moves to another role, instead

Its settings are environment variables: docs/configuration.md lists them, and npm run doctor checks them.`;

/** Parses the arguments of the demo. Throws `TypeError` if they are wrong. */
export function parseDemoOptions(args: readonly string[]): { readonly leave: boolean } {
  const { values } = parseArgs({
    args: [...args],
    options: { leave: { type: 'boolean', default: false } },
  });
  return values;
}
