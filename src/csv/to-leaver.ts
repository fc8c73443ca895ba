import { validate } from '../api/plugins/validation.ts';
import { offboardingRequest, type OffboardingRequest } from '../contract/api/offboarding-request.ts';
import { defined } from '../contract/lib/optional.ts';
import { findShortenedId } from './find-shortened-id.ts';
import type { LeaverColumn } from './leaver-columns.ts';
import { parseInstant } from './parse-instant.ts';
import type { Mistake, RowValues } from './row.ts';
import type { Reading } from './subject.ts';

/** Converts the values of a row to an order, or returns all mistakes. */
export function toLeaver(
  values: RowValues<LeaverColumn>,
  { dateOrder, at, words }: Reading,
): { readonly request: OffboardingRequest } | { readonly mistakes: readonly Mistake[] } {
  const text = (column: LeaverColumn) => values.get(column)?.value || undefined;
  const mistakeIn = (column: LeaverColumn, message: string): Mistake => {
    const { value = '', source = column } = values.get(column) ?? {};
    return { column: source, value, message };
  };
  const effectiveAt = text('effectiveAt');
  const begin = effectiveAt === undefined ? undefined : parseInstant(effectiveAt, dateOrder, at, words);
  const request = {
    email: text('email'),
    reason: text('reason'),
    ...defined({
      effectiveAt: begin !== undefined && 'instant' in begin ? begin.instant : undefined,
      graceDays: numberIn(text('graceDays')),
      externalId: text('externalId'),
    }),
  };
  const result = validate(offboardingRequest, request, 'body');
  const mistakes =
    'error' in result
      ? result.error.errors.map(({ field, message }) => mistakeIn(columnOfPointer(field), message))
      : [];
  if (begin !== undefined && 'mistake' in begin) mistakes.push(mistakeIn('effectiveAt', begin.mistake));
  const shortened = findShortenedId(text('externalId'));
  if (shortened !== undefined) mistakes.push(mistakeIn('externalId', shortened));
  return 'value' in result && mistakes.length === 0 ? { request: result.value } : { mistakes };
}

/** What is no number stays text, so that the message of the API says what it must be. Spreadsheets write `14.0`, too. */
function numberIn(text: string | undefined): number | string | undefined {
  return text !== undefined && /^\d+(?:[.,]0+)?$/.test(text) ? Number.parseInt(text, 10) : text;
}

/** The column that a JSON pointer into the request refers to. */
function columnOfPointer(pointer: string): LeaverColumn {
  const [, first = ''] = pointer.split('/');
  return first === '' ? 'email' : (first as LeaverColumn);
}
