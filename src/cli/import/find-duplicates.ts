import { type OnboardingRequest, requestContent } from '../../contract/api/onboarding-request.ts';
import { canonicalEmail } from '../../contract/lib/email.ts';
import type { HireRow, ValidRow } from './hire-row.ts';

/**
 * Finds rows about the same person, whatever the spelling of the email. Rows with the same content become one hire. Rows
 * with different content become mistakes, all of them: only their author knows which one is right.
 */
export function findDuplicates(rows: readonly HireRow[], emailColumn: string): HireRow[] {
  const byEmail = Map.groupBy(rows.filter(isValid), ({ hire }) => canonicalEmail(hire.email));
  return rows.map((row) => {
    if (!isValid(row)) return row;
    const same = byEmail.get(canonicalEmail(row.hire.email)) ?? [];
    const [first] = same;
    const other = same.find(({ hire }) => fingerprint(hire) !== fingerprint(row.hire));
    if (other !== undefined) {
      const message = `is the same person as on line ${other.line} (${other.hire.email}), with a different ${differences(row.hire, other.hire)}; keep one of the lines`;
      return {
        line: row.line,
        fields: row.fields,
        mistakes: [{ column: emailColumn, value: row.hire.email, message }],
      };
    }
    return first === undefined || first === row ? row : { ...row, sameAs: first.line };
  });
}

/** Pairs of different persons that have the same ID in the calling system. */
export function sharedExternalIds(rows: readonly HireRow[]): string[] {
  const hires = rows.filter(isValid).filter(({ hire, sameAs }) => hire.externalId && sameAs === undefined);
  return [...Map.groupBy(hires, ({ hire }) => hire.externalId)].flatMap(([id, same]) =>
    same.length < 2
      ? []
      : [
          `Lines ${same.map(({ line }) => line).join(', ')} have the same externalId "${id}" and different emails.`,
        ],
  );
}

export function isValid(row: HireRow): row is ValidRow {
  return 'hire' in row;
}

/** The spelling of the email is not content. */
function fingerprint(hire: OnboardingRequest): string {
  return requestContent(hire);
}

/** `group ("Ops" there, "Developers" here)` */
function differences(here: OnboardingRequest, there: OnboardingRequest): string {
  const [before, after] = [flatten(there), flatten(here)];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const different = names.filter((name) => before.get(name) !== after.get(name));
  return different
    .map((name) => `${name} (${before.get(name) ?? 'none'} there, ${after.get(name) ?? 'none'} here)`)
    .join(', ');
}

function flatten({ group, policies, allowedAddresses = [], apiAccess = false, ...rest }: OnboardingRequest) {
  const { email: _, ...texts } = rest;
  const fields: Record<string, unknown> = {
    ...texts,
    group: group.name,
    groupDescription: group.description,
    policies: policies.toSorted(),
    apiAccess,
    allowedAddresses: allowedAddresses.map(canonicalEmail).toSorted(),
  };
  return new Map(
    Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, JSON.stringify(value)] as const],
    ),
  );
}
