import { VultrError } from '../../vultr/errors.ts';
import type { Policy, VultrClient } from '../../vultr/types.ts';
import { failed, warning, type Finding, ok, reasonOf } from './finding.ts';

export type VultrUnderTest = {
  readonly vultr: VultrClient;
  readonly baseUrl: string;
  /** Names of managed policies that hires will ask for. */
  readonly policies: readonly string[];
};

/**
 * What the key may read, whether the policies are there, and whether the clocks agree. That the key may write cannot be
 * found out without writing.
 */
export async function checkVultr({ vultr, baseUrl, policies }: VultrUnderTest): Promise<Finding[]> {
  const readings = {
    invitations: () => vultr.invitations.list(),
    users: () => vultr.users.list(),
    groups: () => vultr.groups.list(),
    policies: () => vultr.policies.list(),
  };
  const findings: Finding[] = [];
  for (const [what, read] of Object.entries(readings)) {
    try {
      const rows = await read();
      findings.push(ok(`the key reads ${what} at ${baseUrl}: ${rows.length}`));
      if (what === 'policies') findings.push(...policies.map((name) => checkPolicy(name, rows as Policy[])));
    } catch (error) {
      findings.push(failed(`${what} cannot be read: ${reasonOf(error)}`, remedyFor(error)));
      // The others would only say the same again.
      if (error instanceof VultrError && (error.kind === 'unauthorized' || error.kind === 'unavailable'))
        break;
    }
  }
  return findings;
}

function remedyFor(error: unknown): string {
  if (!(error instanceof VultrError)) return 'This was not expected; please report it.';
  if (error.kind === 'unauthorized')
    return 'Check VULTR_API_KEY, and that its access control list has the address of this machine.';
  if (error.kind === 'forbidden')
    return 'Give the key’s user the right to manage users, groups and policies.';
  if (error.kind === 'rate_limited') return 'Lower VULTR_REQUESTS_PER_SECOND, or find who else uses the key.';
  if (error.kind === 'unavailable') return 'Check VULTR_API_URL and the way out of this network; try again.';
  return 'Compare the answer with docs/architecture.md: Vultr may have changed.';
}

function checkPolicy(name: string, all: readonly Policy[]): Finding {
  const named = all.filter((policy) => policy.name === name && policy.managed);
  if (named.length === 1) return ok(`the managed policy ${name} is there`);
  const near = all.find((policy) => policy.name.toLowerCase() === name.toLowerCase())?.name;
  return failed(
    `there ${named.length === 0 ? 'is no managed policy' : `are ${named.length} managed policies`} ${name}`,
    near === undefined ? 'Make it, or name another one.' : `Names count exactly: Vultr has ${near}.`,
  );
}

const toleratedSkewMs = 5_000;

/** By the `Date` header of any answer (RFC 9110 §6.6.1), which counts whole seconds. */
export async function checkClock(baseUrl: string, now: () => number = Date.now): Promise<Finding[]> {
  try {
    const sentAt = now();
    const { headers } = await fetch(baseUrl, { method: 'HEAD', signal: AbortSignal.timeout(5_000) });
    const theirs = Date.parse(headers.get('date') ?? '');
    if (Number.isNaN(theirs))
      return [warning('Vultr does not tell the time', 'Compare this machine’s clock by hand.')];
    const skewMs = theirs - (sentAt + now()) / 2;
    const seconds = (Math.abs(skewMs) / 1_000).toFixed(1);
    if (Math.abs(skewMs) <= toleratedSkewMs) return [ok(`this clock and Vultr’s agree within ${seconds} s`)];
    return [
      warning(
        `this clock is ${seconds} s ${skewMs > 0 ? 'behind' : 'ahead of'} Vultr’s`,
        'Synchronize this machine’s clock: ends of invitations are Vultr’s instants.',
      ),
    ];
  } catch {
    // What keeps Vultr from answering is told by the readings.
    return [];
  }
}
