import { getSystemErrorName } from 'node:util';
import { formatHostAndPort, type HostAndPort } from '../contract/lib/host-and-port.ts';
import { errorMessage } from '../contract/lib/error-message.ts';
import { StartError } from '../contract/lib/start-error.ts';

export type Listener = HostAndPort & {
  /** What cannot listen, as the subject of a sentence. */
  readonly service: string;
  readonly hostSetting: string;
  readonly portSetting: string;
};

/** Returns a `StartError` that says why a service cannot listen and what to do. Any other error is returned as it is. */
export function listenError(error: unknown, listener: Listener): unknown {
  const code = listenCodeOf(error);
  if (code === undefined) return error;
  const { service } = listener;
  return new StartError(
    `${service} cannot listen on ${formatHostAndPort(listener)}: ${adviceFor(code, listener)}`,
    { cause: error },
  );
}

function adviceFor(code: string, { hostSetting, portSetting }: Listener): string {
  const setAddress = `Set ${hostSetting} to an address of this machine, such as 127.0.0.1, or to 0.0.0.0 for all of them.`;
  switch (code) {
    case 'EADDRINUSE':
      return `the port is in use. Stop the other program, or set ${portSetting} to another port.`;
    case 'EACCES':
    case 'EPERM':
      return `this program may not use the port. Set ${portSetting} to a port from 1024.`;
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EINVAL':
      return `this machine does not have the address. ${setAddress}`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name cannot be resolved. ${setAddress}`;
    default:
      return `${code}. Check ${[...new Set([hostSetting, portSetting])].join(' and ')}.`;
  }
}

const listenCalls: ReadonlySet<unknown> = new Set(['listen', 'bind', 'getaddrinfo']);

/** The code of an error of Node.js or of Temporal's native SDK about an address. */
function listenCodeOf(error: unknown): string | undefined {
  const { code, syscall } = Object(error) as { readonly code?: unknown; readonly syscall?: unknown };
  if (listenCalls.has(syscall)) return String(code);
  const native = /\(os error (\d+)\)/.exec(errorMessage(error))?.[1];
  return native === undefined ? undefined : getSystemErrorName(-Number(native));
}
