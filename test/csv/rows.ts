import { type HireColumn } from '../../src/csv/hire-columns.ts';
import { hires } from '../../src/csv/hires.ts';
import { type PeopleFile, readRows, type ReadOptions } from '../../src/csv/read-rows.ts';
import { formatMistake } from '../../src/csv/row.ts';
import type { OnboardingRequest } from '../../src/contract/api/onboarding-request.ts';

/** With the values of rows that have none beside the other options. */
export type Options = Omit<ReadOptions<HireColumn>, 'defaults'> & ReadOptions<HireColumn>['defaults'];

/** Reads a file of hires. */
export function readHires(bytes: Uint8Array, options: Options = {}): PeopleFile<OnboardingRequest> {
  const { roles, group, policies, ...others } = options;
  return readRows(bytes, hires, { ...others, defaults: { roles, group, policies } });
}

/** Reads hires from text that is encoded as UTF-8. */
export function read(text: string, options?: Options): PeopleFile<OnboardingRequest> {
  return readHires(Buffer.from(text), options);
}

/** What the valid rows request. */
export function valuesOf<Request>({ rows }: PeopleFile<Request>): Request[] {
  return rows.flatMap((row) => ('request' in row ? [row.request] : []));
}

/** The mistakes of all rows, as they are printed. */
export function mistakesOf({ rows }: PeopleFile<unknown>): string[] {
  return rows.flatMap((row) =>
    'mistakes' in row ? row.mistakes.map((mistake) => formatMistake(row.line, mistake)) : [],
  );
}
