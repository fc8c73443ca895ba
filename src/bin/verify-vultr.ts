import { parseArguments } from '../cli/parse-arguments.ts';
import { createTerminalDialog } from '../cli/verify-vultr/dialog.ts';
import { parseVerifyOptions, verifyUsage } from '../cli/verify-vultr/parse-verify-options.ts';
import { requireTerminal, verifyVultr } from '../cli/verify-vultr/verify-vultr.ts';
import { loadConfig } from '../config/config.ts';
import { requiredSecrets, requireSecrets } from '../config/required-secrets.ts';
import { main } from '../processes/lifecycle.ts';

/** A sixth of what Vultr allows for each network address, so that a service behind the same one can go on. */
const requestsPerSecond = 5;
const pollMs = 5_000;
const [minWidth, defaultWidth, maxWidth] = [80, 100, 120];

/** Shows what the real API does, next to what the simulator assumes. */
await main(async (_addService, signal) => {
  const options = parseArguments(verifyUsage, () => parseVerifyOptions(process.argv.slice(2)));
  const config = loadConfig(undefined, requiredSecrets.verifyVultr);
  const { vultrApiKey: apiKey } = requireSecrets(config.secrets, 'verifyVultr');
  requireTerminal(options, process.stdin.isTTY);
  const { columns, isTTY: useColor } = process.stdout;
  const width = Math.max(minWidth, Math.min(useColor ? columns : defaultWidth, maxWidth));
  const isComplete = await verifyVultr({
    ...options,
    ...config.vultr,
    apiKey,
    requestsPerSecond: Math.min(requestsPerSecond, config.vultr.requestsPerSecond),
    timings: { pollMs, settleMs: config.onboarding.timings.settleMs },
    report: { width, useColor },
    dialog: createTerminalDialog({ yes: options.yes, width }),
    signal,
  });
  if (!isComplete) process.exitCode = 1;
});
