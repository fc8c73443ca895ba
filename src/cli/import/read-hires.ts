import { parse } from 'csv-parse/sync';
import { validate } from '../../api/plugins/validation.ts';
import { onboardingRequest, type OnboardingRequest } from '../../contract/api/onboarding-request.ts';
import { errorMessage } from '../../contract/lib/error-message.ts';
import { defined } from '../../contract/lib/optional.ts';
import { StartError } from '../../contract/lib/start-error.ts';

/** A row of the file: the hire, or its mistakes. `line` counts from 1, including the header. */
export type Row = { readonly line: number } & (
  { readonly hire: OnboardingRequest } | { readonly email: string; readonly mistakes: readonly string[] }
);

const columns = [
  'email',
  'firstName',
  'lastName',
  'group',
  'groupDescription',
  'policies',
  'apiAccess',
  'allowedAddresses',
  'externalId',
  'startDate',
] as const;
type Column = (typeof columns)[number];
const required: readonly Column[] = ['email', 'group', 'policies'];

type RawRow = Partial<Readonly<Record<Column, string>>>;

/** Reads hires from CSV (RFC 4180) with a header. Throws `StartError` if the file as a whole is invalid. */
export function readHires(text: string): Row[] {
  const parsed = parseCsv(text);
  const [header, ...rows] = parsed;
  if (header === undefined)
    throw new StartError(`The file is empty. Its first line must name the columns: ${columns.join(',')}`);
  const names = header.record.map((name) => name.trim());
  assertColumns(names);
  return rows.map(({ record, line }) => {
    const entries = names.map((name, index) => [name, record[index]?.trim() ?? ''] as const);
    return toRow(line, Object.fromEntries(entries.filter(([, value]) => value !== '')));
  });
}

function parseCsv(text: string): { readonly record: readonly string[]; readonly line: number }[] {
  try {
    const rows = parse(text, { bom: true, skip_empty_lines: true, relax_column_count: true, info: true });
    return (rows as unknown as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({
      record,
      line: info.lines,
    }));
  } catch (error) {
    throw new StartError(`The file is not valid CSV: ${errorMessage(error)}`, { cause: error });
  }
}

function assertColumns(names: readonly string[]): void {
  const known: readonly string[] = columns;
  const unknown = names.filter((name) => !known.includes(name));
  const missing = required.filter((name) => !names.includes(name));
  const duplicates = names.filter((name, index) => names.indexOf(name) !== index);
  const mistakes = [
    ...unknown.map((name) => `"${name}" is unknown`),
    ...missing.map((name) => `"${name}" is missing`),
    ...duplicates.map((name) => `"${name}" appears twice`),
  ];
  if (mistakes.length === 0) return;
  throw new StartError(
    `The header is invalid: ${mistakes.join('; ')}. Known columns: ${columns.join(', ')}; required: ${required.join(', ')}.`,
  );
}

function toRow(line: number, record: RawRow): Row {
  const { group, groupDescription, policies, apiAccess, allowedAddresses, ...rest } = record;
  const request = {
    ...rest,
    group: { name: group, ...defined({ description: groupDescription }) },
    policies: splitList(policies) ?? [],
    ...defined({
      apiAccess: apiAccess === undefined ? undefined : (booleans.get(apiAccess.toLowerCase()) ?? apiAccess),
      allowedAddresses: splitList(allowedAddresses),
    }),
  };
  const result = validate(onboardingRequest, request, 'body');
  if ('value' in result) return { line, hire: result.value };
  const mistakes = result.error.errors.map(({ field, message }) => `${columnOf(field)}: ${message}`);
  return { line, email: record.email ?? '', mistakes };
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['false', false],
  ['no', false],
]);

/** Splits a field with several names or emails, which are separated by semicolons. */
function splitList(text: string | undefined): string[] | undefined {
  return text
    ?.split(';')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** Returns the column that a JSON pointer into the request refers to. */
function columnOf(pointer: string): string {
  const [, first = '', second] = pointer.split('/');
  if (first !== 'group') return first;
  return second === 'description' ? 'groupDescription' : 'group';
}
