/** Whether the hostname of a URL is this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

/**
 * Whether requests to the hostname of a URL stay off the public internet, so that plain HTTP is acceptable: this
 * machine, or a name in `.internal`, which ICANN has reserved for private networks (SAC113).
 */
export function isPrivateHost(hostname: string): boolean {
  return isLoopback(hostname) || hostname.endsWith('.internal');
}
