import { setTimeout as sleep } from 'node:timers/promises';
import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import { until } from '../support/until.ts';
import { apiSecret, type Production } from './service.ts';

const headers = { authorization: `Bearer ${apiSecret}`, 'content-type': 'application/json' };
/** Thirty who wait must not be a load by their asking. */
const lookEveryMs = 500;

export type Hires = {
  /** Posts a new one, by one of the APIs. Resolves with its id. */
  readonly post: () => Promise<string>;
  readonly reaches: (
    id: string,
    state: OnboardingView['state'],
    withinMs?: number,
  ) => Promise<OnboardingView>;
  /** Hires one after the other, each when the one before is through, until the signal. So many do so side by side. */
  readonly keepComing: (sideBySide: number, signal: AbortSignal) => Promise<void>;
  /** How many were posted. */
  readonly count: () => number;
};

/** Hires with addresses that begin with the name, in three groups. Whatever the API refuses throws. */
export function hiresOf({ balancer }: Production, name: string): Hires {
  let count = 0;
  async function post(): Promise<string> {
    const number = count++;
    const hire = {
      email: `${name}${number}@example.com`,
      group: { name: `${name} ${number % 3}` },
      policies: ['Provisioning'],
    };
    const body = JSON.stringify(hire);
    for (;;) {
      const response = await balancer.send('/v1/onboardings', { method: 'POST', headers, body });
      if (response.status === 202 || response.status === 200)
        return ((await response.json()) as OnboardingView).id;
      const answer = await response.text();
      if (!isPassing(response, answer))
        throw new Error(`POST ${name}${number}: ${response.status} ${answer}`);
      // What a caller does with an answer that says to come back: the same once more.
      await sleep(lookEveryMs);
    }
  }
  async function look(id: string): Promise<OnboardingView | undefined> {
    await sleep(lookEveryMs);
    const response = await balancer.send(`/v1/onboardings/${id}`, { headers });
    if (response.ok) return (await response.json()) as OnboardingView;
    const answer = await response.text();
    if (!isPassing(response, answer)) throw new Error(`GET ${id}: ${response.status} ${answer}`);
    return undefined;
  }
  async function reaches(
    id: string,
    state: OnboardingView['state'],
    withinMs = 240_000,
  ): Promise<OnboardingView> {
    const run = await until(
      `${id} to be ${state}`,
      () => look(id),
      (seen) => seen?.state === state,
      withinMs,
    );
    if (run === undefined) throw new Error(`${id} was not seen`);
    return run;
  }
  const oneAfterTheOther = async (signal: AbortSignal) => {
    while (!signal.aborted) await reaches(await post(), 'completed');
  };
  return {
    post,
    reaches,
    count: () => count,
    async keepComing(sideBySide, signal) {
      await Promise.all(Array.from({ length: sideBySide }, () => oneAfterTheOther(signal)));
    },
  };
}

/** Temporal is away: the API's only answer of its own that asks for patience. */
function isPassing({ status }: Response, answer: string): boolean {
  return status === 503 && answer.includes('temporal_unavailable');
}

/** Accepts the open invitations of those whose addresses begin with the name, again and again, until the signal. */
export async function acceptAll({ vultr }: Production, name: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { items } = (await vultr.call('GET', '/__sim/mail')) as {
      items: { invitationId: string; status: string; to: string }[];
    };
    const open = items.filter(({ status, to }) => status === 'open' && to.startsWith(name));
    for (const { invitationId } of open) await vultr.accept(invitationId);
    await sleep(lookEveryMs);
  }
}
