import { createNamespace } from '../cli/create-namespace.ts';
import { parseArguments } from '../cli/parse-arguments.ts';
import { loadConfig } from '../config/config.ts';
import { main } from '../processes/lifecycle.ts';

const usage = `npm run prepare:temporal

Creates the namespace and the search attributes in your own Temporal. Repeatable.

It takes no options. Its settings are environment variables: docs/configuration.md lists them, and npm run doctor checks
them.`;

/**
 * Creates the namespace and the search attributes in your own Temporal. Repeatable. Temporal Cloud has its own ways to
 * create both (docs/deployment.md).
 */
await main(async (_addService, signal) => {
  parseArguments(usage);
  const config = loadConfig();
  await createNamespace(config, { signal, onProgress: (line) => process.stdout.write(`${line}\n`) });
  process.stdout.write(`The namespace ${config.temporal.namespace} is ready, with all search attributes.\n`);
});
