import { setTimeout as sleep } from 'node:timers/promises';
import type { SimulatedVultr } from '../support/simulated-vultr.ts';

type Mail = { readonly invitationId: string; readonly status: string; readonly to: string };

/** Accepts every invitation as soon as its email is sent, until the signal. */
export async function acceptAll(vultr: SimulatedVultr, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const { invitationId, status } of await mails(vultr)) {
      // The service may have withdrawn it meanwhile.
      if (status === 'open') await vultr.accept(invitationId).catch(() => undefined);
    }
    await sleep(500);
  }
}

/** Every email that was sent. */
export async function mails(vultr: SimulatedVultr): Promise<readonly Mail[]> {
  return ((await vultr.call('GET', '/__sim/mail')) as { items: readonly Mail[] }).items;
}
