import { runDemo } from '../cli/demo/run-demo.ts';
import { parseArguments } from '../cli/parse-arguments.ts';
import { loadConfig } from '../config/config.ts';
import { main } from '../processes/lifecycle.ts';

const usage = `npm run demo

Shows four onboardings in fast motion, against a running npm start with the simulator.

It takes no options. Its settings are environment variables: docs/configuration.md lists them, and npm run doctor checks
them.`;

/** Shows four onboardings in fast motion, against a running `npm start` with the simulator. */
await main((_addService, signal) => {
  parseArguments(usage);
  return runDemo(loadConfig(), signal);
});
