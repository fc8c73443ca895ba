import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../support/until.ts';

/** Often enough to notice a draining process before it closes its port, as a load balancer does. */
const probeEveryMs = 200;

/** Stands for the load balancer of production: sends requests in turn to the APIs whose `/ready` last returned 200. */
export type Balancer = {
  /** Rejects if a ready API does not respond. Sends nothing a second time. */
  readonly send: (path: string, init: RequestInit) => Promise<Response>;
  /** Resolves once that API is ready. */
  readonly untilReady: (index: number) => Promise<void>;
  readonly stop: () => void;
};

export function createBalancer(urls: readonly string[]): Balancer {
  const stopping = new AbortController();
  const apis = urls.map((url) => ({ url, isReady: false }));
  for (const api of apis) void probe(api, stopping.signal);
  let turn = 0;
  return {
    async send(path, init) {
      const ready = apis.filter(({ isReady }) => isReady);
      // If none is ready, any one receives the request, as with most load balancers, and its 503 gives the reason.
      const candidates = ready.length > 0 ? ready : apis;
      const api = candidates[turn++ % candidates.length];
      if (api === undefined) throw new Error('there are no APIs');
      return await fetch(`${api.url}${path}`, init);
    },
    async untilReady(index) {
      await until(
        `API ${index} to be ready`,
        () => apis[index]?.isReady,
        (isReady) => isReady === true,
      );
    },
    stop: () => stopping.abort(),
  };
}

async function probe(api: { url: string; isReady: boolean }, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const signalOrTimeout = AbortSignal.any([signal, AbortSignal.timeout(1_000)]);
    api.isReady = await fetch(`${api.url}/ready`, { signal: signalOrTimeout }).then(
      ({ ok }) => ok,
      () => false,
    );
    await sleep(probeEveryMs, undefined, { signal }).catch(() => {});
  }
}
