import { parseArguments } from '../cli/parse-arguments.ts';
import { parseReplayOptions, replayUsage } from '../cli/replay/parse-replay-options.ts';
import { runReplay } from '../cli/replay/run-replay.ts';
import { main } from '../processes/lifecycle.ts';

/** Replays histories from Temporal with the workflow code of this build. Reads only. */
await main(async () => {
  const options = parseArguments(replayUsage, () => parseReplayOptions(process.argv.slice(2)));
  process.exitCode = await runReplay(options);
});
