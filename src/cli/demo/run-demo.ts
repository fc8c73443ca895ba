import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../../config/config.ts';
import { StartError } from '../../contract/lib/start-error.ts';
import { localApiKey, printableApiKey } from '../../processes/local-secrets.ts';
import { createCast, type DemoHire } from './cast.ts';
import { toHireRow } from './hire-row.ts';
import { createDemoServices, type DemoServices } from './services.ts';
import { createPrinter, formatTable } from './table.ts';

/** Replaces Vultr's three days. Long enough to show each state, short enough that five invitations fit into a minute. */
const invitationLifetimeMs = 8_000;
const tickMs = 400;
const note = 'invitations expire after seconds here, after 3 days at Vultr';

/** Starts the onboardings of the cast, plays the invited people, and shows every change until all have come to rest. */
export async function runDemo(config: Config, signal: AbortSignal): Promise<void> {
  const services = createDemoServices(config, localApiKey(config), printableApiKey(config));
  const stamp = Math.floor(Date.now() / 1_000).toString(36);
  const emailSuffix = `-${stamp}@example.com`;
  await services.shortenInvitations(emailSuffix, invitationLifetimeMs);

  const hires = createCast(emailSuffix, stamp);
  const startedAt = Date.now();
  const print = createPrinter(process.stdout);
  while (!signal.aborted && hires.some((hire) => !isAtRest(hire))) {
    for (const hire of hires) await advance(hire, hires, services);
    print(formatTable({ note, detail: 'invitation', rows: hires.map(toHireRow) }, Date.now() - startedAt));
    await sleep(tickMs, undefined, { signal }).catch(() => {});
  }
  if (!signal.aborted) process.stdout.write(closingText(hires, services));
}

async function advance(hire: DemoHire, hires: readonly DemoHire[], services: DemoServices): Promise<void> {
  if (hire.onboarding === undefined) {
    if (hire.canStart(hires)) hire.onboarding = await services.start(hire.request);
    return;
  }
  if (isAtRest(hire)) return;
  hire.onboarding = await services.get(hire.onboarding.id);
  const { invitation, state } = hire.onboarding;
  const accepts = state === 'awaiting_acceptance' && invitation?.number === hire.acceptsInvitation;
  if (accepts && !hire.hasAccepted) hire.hasAccepted = await services.accept(invitation.id);
}

function isAtRest({ onboarding }: DemoHire): boolean {
  return onboarding?.state === 'completed' || onboarding?.state === 'needs_attention';
}

function closingText(hires: readonly DemoHire[], services: DemoServices): string {
  const stuck = hires.find(({ onboarding }) => onboarding?.state === 'needs_attention');
  const onboarding = stuck?.onboarding;
  if (onboarding === undefined)
    throw new StartError('The onboarding without an acceptance does not need attention. Run the demo again.');
  const { meaning = '', remedy = '' } = onboarding.attention ?? {};
  return [
    '',
    `Three people have verified access. The onboarding of ${stuck?.name} needs attention:`,
    `  ${meaning} ${remedy}`,
    'To send a new invitation, run:',
    `  ${services.resendCommand(onboarding.id)}`,
    '',
  ].join('\n');
}
