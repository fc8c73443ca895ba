import { setTimeout as sleep } from 'node:timers/promises';
import type { RunView } from '../../src/contract/run-view.ts';
import { until } from '../support/until.ts';
import { apiSecret, type Production } from './service.ts';

const headers = { authorization: `Bearer ${apiSecret}`, 'content-type': 'application/json' };

export type Hires = {
  /** Posts one, by one of the APIs that are ready, as a load balancer would choose. */
  readonly post: () => Promise<void>;
  readonly failures: readonly string[];
  readonly ids: () => readonly string[];
  /** Looks by any of the APIs that are ready. */
  readonly look: (id: string) => Promise<RunView>;
  readonly allAre: (state: RunView['state'], withinMs: number) => Promise<void>;
};

export function hiresOf({ apiUrls }: Production, name: string, groups = 3): Hires {
  const ids: string[] = [];
  const failures: string[] = [];
  let count = 0;
  const look = async (id: string) => {
    const response = await fetch(`${await ready(apiUrls, count)}/v1/onboardings/${id}`, { headers });
    return (await response.json()) as RunView;
  };
  return {
    ids: () => ids,
    failures,
    look,
    async post() {
      const number = count++;
      const hire = {
        email: `${name}${number}@example.com`,
        group: { name: `${name} ${number % groups}` },
        policies: ['Provisioning'],
      };
      const url = await ready(apiUrls, number);
      const sent = { method: 'POST', headers, body: JSON.stringify(hire) };
      // What a caller does with an answer that says to come back: the same once more.
      for (;;) {
        const response = await fetch(`${url}/v1/onboardings`, sent);
        const body = (await response.json()) as RunView & { code?: string };
        if (response.status === 503) {
          await sleep(500);
          continue;
        }
        if (response.status === 202 || response.status === 200) ids.push(body.id);
        else failures.push(`${response.status} ${JSON.stringify(body)}`);
        return;
      }
    },
    async allAre(state, withinMs) {
      for (const id of ids)
        await until(
          state,
          () => look(id),
          (run) => run.state === state,
          withinMs,
        );
    },
  };
}

async function ready(urls: readonly string[], turn: number): Promise<string> {
  for (let attempt = turn; ; attempt++) {
    const url = urls[attempt % urls.length] ?? '';
    try {
      await fetch(`${url}/live`);
      return url;
    } catch {
      await sleep(20);
    }
  }
}

/** Accepts every invitation that is open, again and again, until it is told to stop. */
export async function acceptEverything({ vultr }: Production, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { items } = (await vultr.call('GET', '/__sim/mail')) as {
      items: { invitationId: string; status: string }[];
    };
    for (const { invitationId, status } of items) if (status === 'open') await vultr.accept(invitationId);
    await sleep(200);
  }
}
