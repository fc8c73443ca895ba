import { once } from 'node:events';
import { createServer } from 'node:http';
import type { HostAndPort } from '../contract/lib/host-and-port.ts';
import type { ClosedBy } from '../vultr/gate.ts';
import { listenError } from './listen-error.ts';

export type Health = {
  /** Resolves to the reason why the worker is not ready, or `undefined` if it is. */
  readonly notReadyReason: () => Promise<string | undefined>;
  /** Why the worker takes no work for Vultr. It stays ready even so, because other workers could hardly do better. */
  readonly gateClosedBy: () => ClosedBy | undefined;
};

/**
 * Serves `GET /live` and `GET /ready` of a worker. Ready means that the worker takes tasks and Temporal responds; a worker
 * that is starting or stopping is not ready. Throws `StartError` if it cannot listen there.
 */
export async function serveHealth(
  address: HostAndPort,
  health: Health,
): Promise<{ readonly stop: () => void }> {
  const server = createServer((request, response) => {
    void respond(request.url, health).then(([status, body]) => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      return response.end(JSON.stringify(body));
    });
  });
  server.listen({ ...address });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw listenError(error, {
      ...address,
      service: "The worker's health server",
      hostSetting: 'ONBOARDING_WORKER_HEALTH',
      portSetting: 'ONBOARDING_WORKER_HEALTH',
    });
  }
  return {
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const vultrTexts = { key: 'rejects the key', pause: 'asked for a pause' } as const;

async function respond(path: string | undefined, health: Health): Promise<[status: number, body: object]> {
  if (path === '/live') return [200, { status: 'live' }];
  if (path !== '/ready') return [404, { status: 'not found; the paths are /live and /ready' }];
  const reason = await health.notReadyReason();
  const closedBy = health.gateClosedBy();
  const vultr = closedBy === undefined ? 'accepts the key' : vultrTexts[closedBy];
  return reason === undefined
    ? [200, { status: 'ready', vultr }]
    : [503, { status: 'not ready', reason, vultr }];
}
