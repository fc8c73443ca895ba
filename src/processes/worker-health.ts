import { once } from 'node:events';
import { createServer } from 'node:http';
import { isPortInUse, portInUse } from '../contract/lib/start-error.ts';

export type Health = {
  /** Resolves to the reason why the worker is not ready, or `undefined` if it is. */
  readonly notReadyReason: () => Promise<string | undefined>;
  /** Whether Vultr rejects the key. The worker stays ready even so, because no other worker could do better. */
  readonly isKeyRejected: () => boolean;
};

/**
 * Serves `GET /live` and `GET /ready` of a worker at `host:port`. Ready means that the worker takes tasks and Temporal
 * responds; a worker that is stopping is not ready.
 */
export async function serveHealth(address: string, health: Health): Promise<{ readonly stop: () => void }> {
  const [host = '', port = ''] = address.split(':');
  const server = createServer((request, response) => {
    void respond(request.url, health).then(([status, body]) => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      return response.end(JSON.stringify(body));
    });
  });
  server.listen({ host, port: Number(port) });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw isPortInUse(error)
      ? portInUse("The worker's health server", host, Number(port), 'ONBOARDING_WORKER_HEALTH')
      : error;
  }
  return {
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function respond(path: string | undefined, health: Health): Promise<[status: number, body: object]> {
  if (path === '/live') return [200, { status: 'live' }];
  if (path !== '/ready') return [404, { status: 'not found; the paths are /live and /ready' }];
  const reason = await health.notReadyReason();
  const vultr = health.isKeyRejected() ? 'rejects the key' : 'accepts the key';
  return reason === undefined
    ? [200, { status: 'ready', vultr }]
    : [503, { status: 'not ready', reason, vultr }];
}
