import { validate } from '../../api/plugins/validation.ts';
import { onboardingRequest, type OnboardingRequest } from '../../contract/api/onboarding-request.ts';
import { defined } from '../../contract/lib/optional.ts';
import type { Column } from './columns.ts';
import type { Mistake, RowValues } from './hire-row.ts';
import { type DateOrder, parseDate } from './parse-date.ts';

/** Converts the values of a row to a hire, or returns all mistakes. */
export function toHire(
  values: RowValues,
  dateOrder: DateOrder | undefined,
): { readonly hire: OnboardingRequest } | { readonly mistakes: readonly Mistake[] } {
  const text = (column: Column) => values.get(column)?.value || undefined;
  const mistakeIn = (column: Column, message: string): Mistake => {
    const { value = '', source = column } = values.get(column) ?? {};
    return { column: source, value, message };
  };
  const startDate = text('startDate');
  const date = startDate === undefined ? undefined : parseDate(startDate, dateOrder);
  const apiAccess = text('apiAccess');
  const request = {
    email: text('email'),
    group: { name: text('group'), ...defined({ description: text('groupDescription') }) },
    policies: splitNames(text('policies')),
    ...defined({
      firstName: text('firstName'),
      lastName: text('lastName'),
      apiAccess: apiAccess === undefined ? undefined : (booleans.get(apiAccess.toLowerCase()) ?? apiAccess),
      allowedAddresses: text('allowedAddresses')
        ?.split(/[;,|\s]+/)
        .filter((entry) => entry !== ''),
      externalId: text('externalId'),
      startDate: date !== undefined && 'date' in date ? date.date : undefined,
    }),
  };
  const result = validate(onboardingRequest, request, 'body');
  const mistakes =
    'error' in result
      ? result.error.errors.map(({ field, message }) => mistakeIn(columnOfPointer(field), message))
      : [];
  if (date !== undefined && 'mistake' in date) mistakes.push(mistakeIn('startDate', date.mistake));
  return 'value' in result && mistakes.length === 0 ? { hire: result.value } : { mistakes };
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
function columnOfPointer(pointer: string): Column {
  const [, first = '', second] = pointer.split('/');
  if (first !== 'group') return first as Column;
  return second === 'description' ? 'groupDescription' : 'group';
}
