import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy that cuts the connection in the middle of a request, as a network or a crashing process does. */
export type CuttingProxy = {
  readonly address: string;
  /**
   * Resolves when the request with the text has come by or, if its response is to be lost, when Temporal has responded. From
   * then on nothing comes back.
   */
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
      isCut ||= data.includes(text);
      if (isCut && lost === 'request') resolve();
      // The rest of the request may follow in another chunk.
      else far.write(data);
    });
    far.on('data', (data) => {
      if (!isCut) near.write(data);
      else if (containsHeaders(data)) resolve();
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

const frameHeaderBytes = 9;
const headersFrame = 1;

/** Whether the data begins a response, and not only acknowledges: https://www.rfc-editor.org/rfc/rfc9113#name-frame-format */
function containsHeaders(data: Buffer): boolean {
  for (let at = 0; at + frameHeaderBytes <= data.length;) {
    if (data[at + 3] === headersFrame) return true;
    at += frameHeaderBytes + data.readUIntBE(at, 3);
  }
  return false;
}
