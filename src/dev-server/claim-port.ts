import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../contract/lib/start-error.ts';

/** A restarted program may find its port still in use by the previous one, which is ending. */
const defaultTimeoutMs = 4_000;
const retryMs = 100;

/**
 * Returns a port that a server can listen on: the requested one, or a free one if 0 is requested. Throws a `StartError`
 * with one line that names the setting, if the port stays in use or cannot be opened at all.
 */
export async function claimPort(request: {
  readonly ip: string;
  readonly port: number;
  /** The environment variable that sets the port. */
  readonly setting?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
}): Promise<number> {
  const { ip, port, setting, signal, timeoutMs = defaultTimeoutMs } = request;
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await listenOnce(ip, port);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EADDRINUSE' && performance.now() < giveUpAt) {
        await sleep(retryMs, undefined, { signal });
        continue;
      }
      const subject = `Port ${port} on ${ip}${setting === undefined ? '' : ` (${setting})`}`;
      const remedy = setting === undefined ? 'use another port' : `set ${setting} to a free port`;
      throw new StartError(
        code === 'EADDRINUSE'
          ? `${subject} is in use. Stop the program that listens there, or ${remedy}.`
          : `${subject} cannot be opened (${String(code ?? error)}). To fix this, ${remedy}.`,
        { cause: error },
      );
    }
  }
}

async function listenOnce(ip: string, port: number): Promise<number> {
  const server = createServer();
  server.listen(port, ip);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : port;
}
