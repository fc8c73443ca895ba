import { canonicalEmail } from '../contract/lib/email.ts';
import { isValid, type Row } from './row.ts';
import type { PersonRequest, Subject } from './subject.ts';

/**
 * Finds rows about the same person, whatever the spelling of the email. Rows with the same content become one request. Rows
 * with different content become mistakes, all of them: only their author knows which one is right.
 */
export function findDuplicates<Request extends PersonRequest>(
  rows: readonly Row<Request>[],
  { contentOf, fieldsOf }: Pick<Subject<never, Request>, 'contentOf' | 'fieldsOf'>,
  emailColumn: string,
): Row<Request>[] {
  const byEmail = Map.groupBy(rows.filter(isValid), ({ request }) => canonicalEmail(request.email));
  return rows.map((row) => {
    if (!isValid(row)) return row;
    const same = byEmail.get(canonicalEmail(row.request.email)) ?? [];
    const [first] = same;
    const other = same.find(({ request }) => contentOf(request) !== contentOf(row.request));
    if (other !== undefined) {
      const different = differences(fieldsOf(row.request), fieldsOf(other.request));
      const message = `is the same person as on line ${other.line} (${other.request.email}), with a different ${different}; keep one of the lines`;
      return {
        line: row.line,
        fields: row.fields,
        mistakes: [{ column: emailColumn, value: row.request.email, message }],
      };
    }
    return first === undefined || first === row ? row : { ...row, sameAs: first.line };
  });
}

/** Refuses each row that has the external ID of an earlier one, and another email: the ID belongs to one person. */
export function refuseSharedIds<Request extends PersonRequest>(
  rows: readonly Row<Request>[],
  idColumn: string,
): Row<Request>[] {
  const firstOf = new Map<string, { readonly line: number; readonly email: string }>();
  return rows.map((row) => {
    if (!isValid(row) || row.request.externalId === undefined) return row;
    const { line, fields, request } = row;
    const { externalId = '', email } = request;
    const first = firstOf.get(externalId) ?? { line, email };
    firstOf.set(externalId, first);
    if (canonicalEmail(first.email) === canonicalEmail(email)) return row;
    const message = `is the ID of ${first.email} on line ${first.line}; correct one of them, or leave it empty`;
    return { line, fields, mistakes: [{ column: idColumn, value: externalId, message }] };
  });
}

type Fields = Readonly<Record<string, unknown>>;

/** `group ("Ops" there, "Developers" here)` */
function differences(here: Fields, there: Fields): string {
  const [before, after] = [flatten(there), flatten(here)];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const different = names.filter((name) => before.get(name) !== after.get(name));
  return different
    .map((name) => `${name} (${before.get(name) ?? 'none'} there, ${after.get(name) ?? 'none'} here)`)
    .join(', ');
}

function flatten(fields: Fields) {
  return new Map(
    Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, JSON.stringify(value)] as const],
    ),
  );
}
