import { demoUsage, parseDemoOptions } from '../cli/demo/parse-demo-options.ts';
import { runDemo } from '../cli/demo/run-demo.ts';
import { runLeaveDemo } from '../cli/demo/run-leave-demo.ts';
import { parseArguments } from '../cli/parse-arguments.ts';
import { loadConfig } from '../config/config.ts';
import { main } from '../processes/lifecycle.ts';

/** Shows people who join, or who move and leave, in fast motion, against a running `npm start` with the simulator. */
await main((_addService, signal) => {
  const { leave } = parseArguments(demoUsage, () => parseDemoOptions(process.argv.slice(2)));
  return leave ? runLeaveDemo(loadConfig(), signal) : runDemo(loadConfig(), signal);
});
