import { runDemo } from '../cli/demo/run-demo.ts';
import { loadConfig } from '../config/config.ts';
import { main } from '../processes/lifecycle.ts';

/** Shows four onboardings in fast motion, against a running `npm start` with the simulator. */
await main((_addService, signal) => runDemo(loadConfig(), signal));
