import type { Config } from '../config/config.ts';
import { formatHostAndPort } from '../contract/lib/host-and-port.ts';

/** An API that listens on every address of this machine also listens on the loopback address. */
const loopbacks: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Returns the URL under which programs on this machine reach the API. */
export function localApiUrl({ host, port }: Config['api']): string {
  return `http://${formatHostAndPort({ host: loopbacks[host] ?? host, port })}`;
}
