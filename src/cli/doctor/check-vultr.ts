import { VultrError } from '../../vultr/errors.ts';
import type { Policy, VultrClient } from '../../vultr/types.ts';
import { vultrRemedy } from '../vultr-remedy.ts';
import { failed, warning, type Finding, ok, reasonOf } from './finding.ts';

export type VultrToCheck = {
  readonly vultr: VultrClient;
  readonly baseUrl: string;
  /** Names of managed policies that onboardings will request. */
  readonly policies: readonly string[];
};

/**
 * Checks what the key may read, and that the policies exist. Whether the key may write cannot be checked without
 * writing.
 */
export async function checkVultr({ vultr, baseUrl, policies }: VultrToCheck): Promise<Finding[]> {
  const reads = {
    invitations: () => vultr.invitations.list(),
    users: () => vultr.users.list(),
    groups: () => vultr.groups.list(),
    policies: () => vultr.policies.list(),
  };
  const findings: Finding[] = [];
  for (const [name, read] of Object.entries(reads)) {
    try {
      const rows = await read();
      findings.push(ok(`the key can read ${name} at ${baseUrl} (${rows.length})`));
      if (name === 'policies')
        findings.push(...policies.map((policy) => checkPolicy(policy, rows as Policy[])));
    } catch (error) {
      findings.push(failed(`cannot read ${name}: ${reasonOf(error)}`, vultrRemedy(error)));
      // The other reads would fail in the same way.
      if (error instanceof VultrError && (error.kind === 'unauthorized' || error.kind === 'unavailable'))
        break;
    }
  }
  return findings;
}

function checkPolicy(name: string, all: readonly Policy[]): Finding {
  const matches = all.filter((policy) => policy.name === name && policy.managed);
  if (matches.length === 1) return ok(`the managed policy ${name} exists`);
  const similar = all.find((policy) => policy.name.toLowerCase() === name.toLowerCase())?.name;
  return failed(
    `there ${matches.length === 0 ? 'is no managed policy' : `are ${matches.length} managed policies`} named ${name}`,
    similar === undefined
      ? 'Create it at Vultr, or use the name of another one.'
      : `Names are case-sensitive. Vultr has ${similar}.`,
  );
}

const maxSkewMs = 5_000;

/** Compares this clock with the `Date` header of a response (RFC 9110 §6.6.1), which has a resolution of one second. */
export async function checkClock(baseUrl: string, now: () => number = Date.now): Promise<Finding[]> {
  try {
    const sentAt = now();
    const { headers } = await fetch(baseUrl, { method: 'HEAD', signal: AbortSignal.timeout(5_000) });
    const vultrTime = Date.parse(headers.get('date') ?? '');
    if (Number.isNaN(vultrTime))
      return [
        warning(
          'cannot compare clocks: the response has no Date header',
          "Check this machine's clock yourself.",
        ),
      ];
    const skewMs = vultrTime - (sentAt + now()) / 2;
    const seconds = (Math.abs(skewMs) / 1_000).toFixed(1);
    if (Math.abs(skewMs) <= maxSkewMs) return [ok(`this machine's clock and Vultr's differ by ${seconds} s`)];
    return [
      warning(
        `this machine's clock is ${seconds} s ${skewMs > 0 ? 'behind' : 'ahead of'} Vultr's`,
        "Synchronize this machine's clock. Invitations expire by Vultr's clock.",
      ),
    ];
  } catch {
    // The reads have already reported why Vultr does not respond.
    return [];
  }
}
