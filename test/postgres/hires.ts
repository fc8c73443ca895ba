import { setTimeout as sleep } from 'node:timers/promises';
import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import { until } from '../support/until.ts';
import { apiSecret, type Production } from './service.ts';

const headers = { authorization: `Bearer ${apiSecret}`, 'content-type': 'application/json' };
/** Rare enough that thirty waiting onboardings cause no load by polling. */
const pollEveryMs = 500;

export type Hires = {
  /** Posts a new onboarding to one of the APIs. Resolves with its ID. */
  readonly post: () => Promise<string>;
  readonly reaches: (
    id: string,
    state: OnboardingView['state'],
    withinMs?: number,
  ) => Promise<OnboardingView>;
  /** Posts onboardings until the signal, each as soon as the previous one has completed, in `concurrency` sequences. */
  readonly postContinuously: (concurrency: number, signal: AbortSignal) => Promise<void>;
  /** The number of posted onboardings. */
  readonly count: () => number;
};

/** Posts onboardings with emails that begin with the name, in three groups. Throws if the API refuses a request. */
export function createHires({ balancer }: Production, name: string): Hires {
  let count = 0;
  async function post(): Promise<string> {
    const number = count++;
    const request = {
      email: `${name}${number}@example.com`,
      group: { name: `${name} ${number % 3}` },
      policies: ['Provisioning'],
    };
    const body = JSON.stringify(request);
    for (;;) {
      const response = await balancer.send('/v1/onboardings', { method: 'POST', headers, body });
      if (response.status === 202 || response.status === 200)
        return ((await response.json()) as OnboardingView).id;
      const text = await response.text();
      if (!isTransient(response, text)) throw new Error(`POST ${name}${number}: ${response.status} ${text}`);
      // Repeats the request, as a caller does.
      await sleep(pollEveryMs);
    }
  }
  async function read(id: string): Promise<OnboardingView | undefined> {
    await sleep(pollEveryMs);
    const response = await balancer.send(`/v1/onboardings/${id}`, { headers });
    if (response.ok) return (await response.json()) as OnboardingView;
    const text = await response.text();
    if (!isTransient(response, text)) throw new Error(`GET ${id}: ${response.status} ${text}`);
    return undefined;
  }
  async function reaches(
    id: string,
    state: OnboardingView['state'],
    withinMs = 240_000,
  ): Promise<OnboardingView> {
    const onboarding = await until(
      `${id} to be ${state}`,
      () => read(id),
      (view) => view?.state === state,
      withinMs,
    );
    if (onboarding === undefined) throw new Error(`${id} was not read`);
    return onboarding;
  }
  const postInSequence = async (signal: AbortSignal) => {
    while (!signal.aborted) await reaches(await post(), 'completed');
  };
  return {
    post,
    reaches,
    count: () => count,
    async postContinuously(concurrency, signal) {
      await Promise.all(Array.from({ length: concurrency }, () => postInSequence(signal)));
    },
  };
}

/** Returns whether Temporal is unavailable, the only error for which a caller repeats the request. */
function isTransient({ status }: Response, text: string): boolean {
  return status === 503 && text.includes('temporal_unavailable');
}

/** Accepts the open invitations of the emails that begin with the name, repeatedly until the signal. */
export async function acceptAll({ vultr }: Production, name: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { items } = (await vultr.call('GET', '/__sim/mail')) as {
      items: { invitationId: string; status: string; to: string }[];
    };
    const open = items.filter(({ status, to }) => status === 'open' && to.startsWith(name));
    for (const { invitationId } of open) await vultr.accept(invitationId);
    await sleep(pollEveryMs);
  }
}
