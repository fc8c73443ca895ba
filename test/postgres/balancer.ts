import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../support/until.ts';

/** As a load balancer does: often enough to notice before a process that drains closes its port. */
const probeEveryMs = 200;

/** What stands before the APIs in production: requests go in turn to those whose `/ready` said 200 the last time. */
export type Balancer = {
  /** Rejects where an API that is in does not answer: nothing is sent a second time. */
  readonly send: (path: string, init: RequestInit) => Promise<Response>;
  /** Resolves when that API is in. */
  readonly hasIn: (index: number) => Promise<void>;
  readonly stop: () => void;
};

export function createBalancer(urls: readonly string[]): Balancer {
  const stopping = new AbortController();
  const apis = urls.map((url) => ({ url, isIn: false }));
  for (const api of apis) void probe(api, stopping.signal);
  let turn = 0;
  return {
    async send(path, init) {
      const inside = apis.filter(({ isIn }) => isIn);
      // Where none is ready any will do, as with most balancers: its own 503 says why.
      const among = inside.length > 0 ? inside : apis;
      const api = among[turn++ % among.length];
      if (api === undefined) throw new Error('there are no APIs');
      return await fetch(`${api.url}${path}`, init);
    },
    async hasIn(index) {
      await until(
        `API ${index} to be in`,
        () => apis[index]?.isIn,
        (isIn) => isIn === true,
      );
    },
    stop: () => stopping.abort(),
  };
}

async function probe(api: { url: string; isIn: boolean }, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(1_000)]);
    api.isIn = await fetch(`${api.url}/ready`, { signal: inTime }).then(
      ({ ok }) => ok,
      () => false,
    );
    await sleep(probeEveryMs, undefined, { signal }).catch(() => {});
  }
}
