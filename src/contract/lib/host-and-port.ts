/** A network address to listen on: a name or an IP address, without brackets, and a port. */
export type HostAndPort = { readonly host: string; readonly port: number };

/** Writes `127.0.0.1:3000`, and an IPv6 address in brackets. */
export function formatHostAndPort({ host, port }: HostAndPort): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
