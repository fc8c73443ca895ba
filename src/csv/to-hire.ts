import { validate } from '../api/plugins/validation.ts';
import { onboardingRequest, type OnboardingRequest } from '../contract/api/onboarding-request.ts';
import { defined } from '../contract/lib/optional.ts';
import { findShortenedId } from './find-shortened-id.ts';
import type { HireColumn } from './hire-columns.ts';
import { parseDate } from './parse-date.ts';
import { parseInstant } from './parse-instant.ts';
import type { Mistake, RowValues } from './row.ts';
import type { Reading } from './subject.ts';

/** Converts the values of a row to a hire, or returns all mistakes. */
export function toHire(
  values: RowValues<HireColumn>,
  { dateOrder, at, words }: Reading,
): { readonly request: OnboardingRequest } | { readonly mistakes: readonly Mistake[] } {
  const text = (column: HireColumn) => values.get(column)?.value || undefined;
  const mistakeIn = (column: HireColumn, message: string): Mistake => {
    const { value = '', source = column } = values.get(column) ?? {};
    return { column: source, value, message };
  };
  const startDate = text('startDate');
  const date = startDate === undefined ? undefined : parseDate(startDate, dateOrder, words);
  const notBefore = text('notBefore');
  const begin = notBefore === undefined ? undefined : parseInstant(notBefore, dateOrder, at, words);
  const apiAccess = text('apiAccess');
  const request = {
    email: text('email'),
    ...accessIn(text, values.has('roles')),
    ...defined({
      firstName: text('firstName'),
      lastName: text('lastName'),
      apiAccess: apiAccess === undefined ? undefined : (booleans.get(apiAccess.toLowerCase()) ?? apiAccess),
      allowedAddresses: text('allowedAddresses')
        ?.split(/[;,|\s]+/)
        .filter((entry) => entry !== ''),
      externalId: text('externalId'),
      startDate: date !== undefined && 'date' in date ? date.date : undefined,
      notBefore: begin !== undefined && 'instant' in begin ? begin.instant : undefined,
      leaveGroups: leaveGroupsIn(text('leaveGroups')),
    }),
  };
  const result = validate(onboardingRequest, request, 'body');
  const mistakes =
    'error' in result
      ? result.error.errors.map(({ field, message }) => mistakeIn(columnOfPointer(field), message))
      : [];
  if (date !== undefined && 'mistake' in date) mistakes.push(mistakeIn('startDate', date.mistake));
  if (begin !== undefined && 'mistake' in begin) mistakes.push(mistakeIn('notBefore', begin.mistake));
  const shortened = findShortenedId(text('externalId'));
  if (shortened !== undefined) mistakes.push(mistakeIn('externalId', shortened));
  return 'value' in result && mistakes.length === 0 ? { request: result.value } : { mistakes };
}

/**
 * The roles of a row, or its group and policies. If it has both, or neither although the file has a column for roles, the
 * request is refused and says why.
 */
function accessIn(text: (column: HireColumn) => string | undefined, hasRolesColumn: boolean) {
  const roles = splitNames(text('roles'));
  const description = text('groupDescription');
  const hasGroup = [text('group'), description, text('policies')].some((value) => value !== undefined);
  return {
    ...(roles.length > 0 ? { roles } : {}),
    ...(hasGroup || !hasRolesColumn
      ? {
          group: { name: text('group'), ...defined({ description }) },
          policies: splitNames(text('policies')),
        }
      : {}),
  };
}

/** `managed`, or names. */
function leaveGroupsIn(text: string | undefined): 'managed' | string[] | undefined {
  if (text === undefined) return undefined;
  return text.toLowerCase() === 'managed' ? 'managed' : splitNames(text);
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'y', '1', 'ja', 'oui', 'wahr', 'vrai'].map((word) => [word, true] as const),
  ...['false', 'no', 'n', '0', 'nein', 'non', 'falsch', 'faux'].map((word) => [word, false] as const),
]);

/** Splits a field with several names, which are separated by semicolons, vertical bars or line breaks. */
export function splitNames(text: string | undefined): string[] {
  const names = text?.split(/[;|\n]/).map((entry) => entry.trim());
  return names?.filter((entry) => entry !== '') ?? [];
}

/** The column that a JSON pointer into the request refers to. */
function columnOfPointer(pointer: string): HireColumn {
  const [, first = '', second] = pointer.split('/');
  if (first === '') return 'roles';
  if (first !== 'group') return first as HireColumn;
  return second === 'description' ? 'groupDescription' : 'group';
}
