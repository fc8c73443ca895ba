/** What stands before the APIs in production: requests go to those that are in, in turn. */
export type Balancer = {
  /**
   * A request that an API did not take, because it was taken out while the request was on its way, goes to the next one, as
   * with every balancer. It may: the same hire posted twice is one run. Rejects where an API that is in does not answer.
   */
  readonly send: (path: string, init: RequestInit) => Promise<Response>;
  readonly takeOut: (index: number) => void;
  readonly putIn: (index: number) => void;
};

export function createBalancer(urls: readonly string[]): Balancer {
  const apis = urls.map((url) => ({ url, isIn: false, timesOut: 0 }));
  let turn = 0;
  const at = (index: number) => {
    const api = apis[index];
    if (api === undefined) throw new Error(`there is no API ${index}`);
    return api;
  };
  const next = () => {
    const inside = apis.filter(({ isIn }) => isIn);
    const api = inside[turn++ % inside.length];
    if (api === undefined) throw new Error('no API is in');
    return api;
  };
  return {
    async send(path, init) {
      for (;;) {
        const api = next();
        const { timesOut } = api;
        try {
          return await fetch(`${api.url}${path}`, init);
        } catch (error) {
          if (api.timesOut === timesOut) throw error;
        }
      }
    },
    takeOut(index) {
      const api = at(index);
      api.isIn = false;
      api.timesOut++;
    },
    putIn(index) {
      at(index).isIn = true;
    },
  };
}
