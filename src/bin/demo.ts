import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '../config/config.ts';
import { StartError } from '../contract/lib/start-error.ts';
import { type DemoServices, demoServices } from '../cli/demo/services.ts';
import { type DemoHire, castOf } from '../cli/demo/cast.ts';
import { table } from '../cli/demo/table.ts';
import { main } from '../processes/lifecycle.ts';
import { localSecretsIn } from '../processes/local-secrets.ts';
import { createDataDir } from '../processes/data-dir.ts';

/** Instead of three days; long enough to see each state, short enough that five of them fit into a minute. */
const invitationLifetimeMs = 8_000;
const tickMs = 400;

/** Four hires in time-lapse, against a running `npm start` with the simulator. */
await main(async (_begin, signal) => {
  const config = loadConfig();
  const apiKey =
    config.secrets.apiKeys.find(({ secret }) => secret !== undefined)?.secret ??
    localSecretsIn(createDataDir(config.local.dataDir)).apiKey;
  const services = demoServices(config, apiKey);
  const stamp = Math.floor(Date.now() / 1_000).toString(36);
  const suffix = `-${stamp}@example.com`;
  await services.shortenInvitations(suffix, invitationLifetimeMs);

  const hires = castOf(suffix, stamp);
  const startedAt = Date.now();
  const draw = drawer();
  while (!signal.aborted && hires.some((hire) => !isSettled(hire))) {
    for (const hire of hires) await advance(hire, hires, services);
    draw(table(hires, Date.now() - startedAt));
    await sleep(tickMs, undefined, { signal }).catch(() => {});
  }
  if (!signal.aborted) process.stdout.write(closing(hires, services));
});

async function advance(hire: DemoHire, hires: readonly DemoHire[], services: DemoServices): Promise<void> {
  if (hire.run === undefined) {
    if (hire.startsWhen(hires)) hire.run = await services.onboard(hire.request);
    return;
  }
  if (isSettled(hire)) return;
  hire.run = await services.look(hire.run.id);
  const { invitation, state } = hire.run;
  if (state !== 'awaiting_acceptance' || invitation?.number !== hire.acceptsMail || hire.accepted) return;
  hire.accepted = await services.accept(invitation.id);
}

function isSettled({ run }: DemoHire): boolean {
  return run?.state === 'completed' || run?.state === 'needs_attention';
}

/** Redraws in place on a terminal; elsewhere prints what has changed. */
function drawer(): (text: string) => void {
  let lines = 0;
  let last = '';
  return (text) => {
    if (process.stdout.isTTY) {
      process.stdout.write(`${lines > 0 ? `\u001b[${lines}A\u001b[J` : ''}${text}\n`);
      lines = text.split('\n').length;
    } else {
      const states = text.replaceAll(/\d+ s\b/g, '');
      if (states !== last) process.stdout.write(`${text}\n`);
      last = states;
    }
  };
}

function closing(hires: readonly DemoHire[], services: DemoServices): string {
  const stuck = hires.find(({ run }) => run?.state === 'needs_attention')?.run;
  if (stuck === undefined)
    throw new StartError('The demo ended without the run that nobody answers. Run it again.');
  return [
    '',
    `Three have verified access. For the one who never answered a person is asked:`,
    `  ${stuck.attention?.meaning ?? ''} ${stuck.attention?.remedy ?? ''}`,
    'Take it up again with:',
    `  ${services.resendCommand(stuck.id)}`,
    '',
  ].join('\n');
}
