import { quoteValue } from './quote-value.ts';

/** What is wrong in a row. */
export type Mistake = {
  /** The name of the column in the file; `undefined` if the whole row is wrong. */
  readonly column: string | undefined;
  readonly value: string;
  readonly message: string;
};

/**
 * A row of the file: what it requests, or its mistakes. `line` counts from 1, including the header. `sameAs` is the line of
 * an earlier row that requests the same.
 */
export type Row<Request> = { readonly line: number; readonly fields: readonly string[] } & (
  { readonly request: Request; readonly sameAs?: number } | { readonly mistakes: readonly Mistake[] }
);

export type ValidRow<Request> = Extract<Row<Request>, { request: unknown }>;

export function isValid<Request>(row: Row<Request>): row is ValidRow<Request> {
  return 'request' in row;
}

/** The value of each field, and the name of the column that it is from. */
export type RowValues<Column> = ReadonlyMap<Column, { readonly value: string; readonly source: string }>;

/** `line 3, column "Start Date": "tomorrow" must be a date as YYYY-MM-DD` */
export function formatMistake(line: number, { column, value, message }: Mistake): string {
  const place = column === undefined ? `line ${line}` : `line ${line}, column ${quoteValue(column)}`;
  return `${place}: ${value === '' ? '(empty)' : quoteValue(value)} ${message}`;
}
