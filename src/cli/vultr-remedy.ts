import { VultrError } from '../vultr/errors.ts';

/** What to do if a request to Vultr failed. */
export function vultrRemedy(error: unknown): string {
  if (!(error instanceof VultrError)) return 'This error is unexpected. Please report it.';
  if (error.kind === 'unauthorized')
    return /\bIP\b/.test(error.responseText ?? '')
      ? 'The key is refused from this network address only. Add the address to the IP access control list of the key.'
      : 'Check VULTR_API_KEY, and that its IP access control list contains the network address of this machine.';
  if (error.kind === 'forbidden') return "Allow the key's user to manage users, groups and policies.";
  if (error.kind === 'rate_limited')
    return 'Lower VULTR_REQUESTS_PER_SECOND, or find other programs that use this network address.';
  if (error.kind === 'unavailable')
    return 'Check VULTR_API_URL and outgoing connections of this network, then try again.';
  if (isNotJson(error))
    return 'Check VULTR_API_URL, and whether a proxy or a login page responds in place of Vultr.';
  return 'Compare the response with those in docs/simulator.md. Vultr may have changed its API.';
}

/** Whether something other than an API responded: a page, or a redirect to one. */
export function isNotJson({ kind, status = 0, message }: VultrError): boolean {
  return kind === 'unreadable' && (message.endsWith('the body is not JSON') || status >= 300);
}
