import { VultrError } from '../../vultr/errors.ts';
import type { Role } from '../../contract/config/roles.ts';
import { matchPolicy } from '../../contract/rules/match-names.ts';
import type { Group, Policy, VultrClient } from '../../vultr/types.ts';
import { vultrRemedy } from '../vultr-remedy.ts';
import { checkRoles, mismatchFinding } from './check-roles.ts';
import { failed, warning, type Finding, ok, reasonOf } from './finding.ts';

export type VultrToCheck = {
  readonly vultr: VultrClient;
  readonly baseUrl: string;
  /** Names of managed policies that onboardings will request. */
  readonly policies: readonly string[];
  readonly roles: readonly Role[];
};

/**
 * Checks what the key may read, that the policies exist, and each role as the preflight would. Whether the key may write cannot be checked without
 * writing.
 */
export async function checkVultr({ vultr, baseUrl, policies, roles }: VultrToCheck): Promise<Finding[]> {
  const reads = {
    invitations: () => vultr.invitations.list(),
    users: () => vultr.users.list(),
    groups: () => vultr.groups.list(),
    policies: () => vultr.policies.list(),
  };
  const findings: Finding[] = [];
  const read: { groups?: readonly Group[]; policies?: readonly Policy[] } = {};
  for (const [name, readList] of Object.entries(reads)) {
    try {
      const rows = await readList();
      findings.push(ok(`the key can read ${name} at ${baseUrl} (${rows.length})`));
      if (name === 'groups') read.groups = rows as Group[];
      if (name === 'policies') read.policies = rows as Policy[];
    } catch (error) {
      findings.push(failed(`cannot read ${name}: ${reasonOf(error)}`, vultrRemedy(error)));
      // The other reads would fail in the same way.
      if (error instanceof VultrError && (error.kind === 'unauthorized' || error.kind === 'unavailable'))
        break;
    }
  }
  if (read.policies !== undefined) {
    const all = read.policies;
    findings.push(...policies.map((policy) => checkPolicy(policy, all)));
    findings.push(...checkRoles(roles, { policies: all, groups: read.groups ?? [] }));
  }
  return findings;
}

function checkPolicy(name: string, all: readonly Policy[]): Finding {
  const match = matchPolicy(all, name);
  return 'found' in match ? ok(`the managed policy ${name} exists`) : mismatchFinding(match.mismatch);
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
