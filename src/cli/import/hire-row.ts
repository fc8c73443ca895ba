import type { OnboardingRequest } from '../../contract/api/onboarding-request.ts';
import type { Column } from './columns.ts';
import { quoteValue } from './quote-value.ts';

/** What is wrong in a row. */
export type Mistake = {
  /** The name of the column in the file; `undefined` if the whole row is wrong. */
  readonly column: string | undefined;
  readonly value: string;
  readonly message: string;
};

/**
 * A row of the file: a hire, or its mistakes. `line` counts from 1, including the header. `sameAs` is the line of an
 * earlier row with the same hire.
 */
export type HireRow = { readonly line: number; readonly fields: readonly string[] } & (
  { readonly hire: OnboardingRequest; readonly sameAs?: number } | { readonly mistakes: readonly Mistake[] }
);

export type ValidRow = Extract<HireRow, { hire: unknown }>;

/** The value of each field of a hire, and the name of the column that it is from. */
export type RowValues = ReadonlyMap<Column, { readonly value: string; readonly source: string }>;

/** `line 3, column "Start Date": "tomorrow" must be a date as YYYY-MM-DD` */
export function formatMistake(line: number, { column, value, message }: Mistake): string {
  const place = column === undefined ? `line ${line}` : `line ${line}, column ${quoteValue(column)}`;
  return `${place}: ${value === '' ? '(empty)' : quoteValue(value)} ${message}`;
}
