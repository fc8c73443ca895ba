import { parseArguments } from '../cli/parse-arguments.ts';
import { loadStartConfig } from '../config/config.ts';
import { main } from '../processes/lifecycle.ts';
import { startLocalStack } from '../processes/local-stack.ts';
import { startupBanner } from '../processes/startup-banner.ts';

const usage = `npm start

Starts everything on this machine: Temporal with its UI, a worker, the API, the codec server and the simulator. Ctrl-C
stops it; its state is kept.

It takes no options. Its settings are environment variables: docs/configuration.md lists them, and npm run doctor checks
them.`;

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Starts everything on this machine: Temporal with its UI, a worker, the API, the codec server and the simulator if `VULTR_API_KEY` is not set. */
await main(async (addService, signal) => {
  parseArguments(usage);
  const startedAt = performance.now();
  const stack = await startLocalStack(loadStartConfig(), { addService, signal });
  print(startupBanner(stack, (performance.now() - startedAt) / 1_000));
});
