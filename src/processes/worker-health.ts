import { once } from 'node:events';
import { createServer } from 'node:http';
import { isPortInUse, portInUse } from '../contract/lib/start-error.ts';

export type Health = {
  /** Whether work is taken now: resolves to the reason where it is not. */
  readonly unready: () => Promise<string | undefined>;
  /** Whether Vultr takes the key. Where it does not, no worker could do better, so this one stays ready. */
  readonly vultrRefuses: () => boolean;
};

/**
 * `GET /live` and `GET /ready` of a worker, at `host:port`. Ready means that it takes tasks and that Temporal answers;
 * while it stops it is not.
 */
export async function serveHealth(address: string, health: Health): Promise<{ readonly stop: () => void }> {
  const [host = '', port = ''] = address.split(':');
  const server = createServer((request, response) => {
    void answerOf(request.url, health).then(([status, body]) => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      return response.end(JSON.stringify(body));
    });
  });
  server.listen({ host, port: Number(port) });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw isPortInUse(error)
      ? portInUse("The worker's health", host, Number(port), 'ONBOARDING_WORKER_HEALTH')
      : error;
  }
  return {
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answerOf(path: string | undefined, health: Health): Promise<[status: number, body: object]> {
  if (path === '/live') return [200, { status: 'live' }];
  if (path !== '/ready') return [404, { status: 'no such path; there are /live and /ready' }];
  const reason = await health.unready();
  const vultr = health.vultrRefuses() ? 'refuses the key' : 'takes the key';
  return reason === undefined
    ? [200, { status: 'ready', vultr }]
    : [503, { status: 'not ready', reason, vultr }];
}
