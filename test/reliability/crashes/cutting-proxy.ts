import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy that cuts the connection in the middle of a request, as a network or a crashing process does. */
export type CuttingProxy = {
  readonly address: string;
  /** Resolves when a request with the text has come by. From then on nothing passes. */
  readonly cut: Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Cuts at the request that contains the text. Either its response is lost, or the request as well. */
export async function startCuttingProxy(
  target: string,
  text: string,
  lost: 'request' | 'response',
): Promise<CuttingProxy> {
  const [host = '', port = ''] = target.split(':');
  const { promise: cut, resolve } = Promise.withResolvers<void>();
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    const far = connect(Number(port), host);
    for (const socket of [near, far]) {
      sockets.add(socket);
      // If one end is killed, the other one is closed.
      socket.on('error', () => {});
      socket.on('close', () => [near, far].forEach((end) => end.destroy()));
    }
    near.on('data', (data) => {
      if (isCut) return;
      isCut = data.includes(text);
      if (isCut) resolve();
      if (!isCut || lost === 'response') far.write(data);
    });
    far.on('data', (data) => {
      if (!isCut) near.write(data);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as { port: number }).port}`,
    cut,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}
