import type { Config } from '../config/config.ts';

/** An API that listens on every address of this machine also listens on the loopback address. */
const loopbacks: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Returns the URL under which programs on this machine reach the API. */
export function localApiUrl({ host, port }: Config['api']): string {
  const address = loopbacks[host] ?? host;
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}
