import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../contract/lib/start-error.ts';

/** Who starts again at once, or while an earlier one is still ending, needs this much patience with a port. */
const defaultPatienceMs = 4_000;
const retryMs = 100;

/**
 * A port that a server can listen on now: the one asked for, or a free one for 0. Throws a `StartError` of one
 * line, with the setting's name, where it is in use and stays so, or cannot be listened on at all.
 */
export async function claimPort(request: {
  readonly ip: string;
  readonly port: number;
  /** The environment variable that says the port. */
  readonly setting?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly patienceMs?: number;
}): Promise<number> {
  const { ip, port, setting, signal, patienceMs = defaultPatienceMs } = request;
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    try {
      return await listenOnce(ip, port);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EADDRINUSE' && performance.now() < giveUpAt) {
        await sleep(retryMs, undefined, { signal });
        continue;
      }
      const where = `Port ${port} of ${ip}${setting === undefined ? '' : ` (${setting})`}`;
      const other = setting === undefined ? 'use another port' : `set ${setting} to a free port`;
      throw new StartError(
        code === 'EADDRINUSE'
          ? `${where} is in use: end the program that listens there, or ${other}.`
          : `${where} cannot be listened on (${String(code ?? error)}): ${other}.`,
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
