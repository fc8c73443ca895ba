import type { ColumnNames } from './column-names.ts';
import type { OptionWords } from './option-words.ts';
import type { DateOrder } from './parse-date.ts';
import type { TimeOfDay } from './parse-instant.ts';
import type { Mistake, RowValues } from './row.ts';

/** How the values of a file are read. */
export type Reading = {
  readonly dateOrder: DateOrder | undefined;
  /** The time of a date without one. */
  readonly at: TimeOfDay | undefined;
  readonly words: OptionWords;
};

/** What is known of a request, whatever it asks for. */
export type PersonRequest = { readonly email: string; readonly externalId?: string | undefined };

/** What the rows of a file are about: hires, or leavers. */
export type Subject<Column extends string, Request extends PersonRequest> = ColumnNames<Column> & {
  /** What a row is: `hire`. */
  readonly noun: string;
  /** The column that the result file has for the ID of what was started. */
  readonly idColumn: 'onboardingId' | 'offboardingId';
  /** Which columns a file needs, in words. */
  readonly needs: string;
  /** What to do about a missing column, in the words of the reader. */
  readonly advice: (words: OptionWords) => string;
  /** Whether a file needs the column. `isThere` returns whether the file, or an option, has one. */
  readonly isRequired: (column: Column, isThere: (column: Column) => boolean) => boolean;
  /** Whether the option for rows without a value in the column is meant for this row. */
  readonly isMeant: (column: Column, isEmpty: (column: Column) => boolean) => boolean;
  /** Converts the values of a row, or returns all its mistakes. */
  readonly toRequest: (
    values: RowValues<Column>,
    reading: Reading,
  ) => { readonly request: Request } | { readonly mistakes: readonly Mistake[] };
  /** Equal for two requests with the same content, whatever the spelling of the email. */
  readonly contentOf: (request: Request) => string;
  /** What differs between two requests of one person, by the name of the field. */
  readonly fieldsOf: (request: Request) => Readonly<Record<string, unknown>>;
};
