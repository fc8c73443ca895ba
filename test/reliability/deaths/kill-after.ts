import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be cut off in the middle, as a network or a dying process cuts it. */
export type CutOff = {
  readonly address: string;
  /** Resolves when a request with the text was on its way. From then on nothing passes. */
  readonly cut: Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Cuts at the text: the request that holds it still passes and its answer does not, or neither does. */
export async function startCutOff(target: string, text: string, lost: 'request' | 'answer'): Promise<CutOff> {
  const [host = '', port = ''] = target.split(':');
  const { promise: cut, resolve } = Promise.withResolvers<void>();
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    const far = connect(Number(port), host);
    for (const socket of [near, far]) {
      sockets.add(socket);
      // Whoever is killed at one end takes the other with them.
      socket.on('error', () => {});
      socket.on('close', () => [near, far].forEach((end) => end.destroy()));
    }
    near.on('data', (data) => {
      if (isCut) return;
      isCut = data.includes(text);
      if (isCut) resolve();
      if (!isCut || lost === 'answer') far.write(data);
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
