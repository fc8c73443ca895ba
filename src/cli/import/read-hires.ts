import { parse } from 'csv-parse/sync';
import { validate } from '../../api/plugins/validation.ts';
import { onboardingRequest, type OnboardingRequest } from '../../contract/api/onboarding-request.ts';
import { StartError } from '../../contract/lib/start-error.ts';

/** A row of the file: the hire, or what is wrong with it. `line` counts from 1, the header included. */
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

type Record_ = Partial<Readonly<Record<Column, string>>>;

/** Reads hires from CSV (RFC 4180) with a header. Throws `StartError` for a file that is none, as a whole. */
export function readHires(text: string): Row[] {
  const parsed = parseCsv(text);
  const [header, ...rows] = parsed;
  if (header === undefined)
    throw new StartError(`The file is empty. Its first line must be a header: ${columns.join(',')}`);
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
    const why = error instanceof Error ? error.message : String(error);
    throw new StartError(`The file is not valid CSV: ${why}`, { cause: error });
  }
}

function assertColumns(names: readonly string[]): void {
  const known: readonly string[] = columns;
  const unknown = names.filter((name) => !known.includes(name));
  const missing = required.filter((name) => !names.includes(name));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const mistakes = [
    ...unknown.map((name) => `"${name}" is not known`),
    ...missing.map((name) => `"${name}" is missing`),
    ...twice.map((name) => `"${name}" stands there twice`),
  ];
  if (mistakes.length === 0) return;
  throw new StartError(
    `The header is not right: ${mistakes.join('; ')}. Known columns: ${columns.join(', ')}; required: ${required.join(', ')}.`,
  );
}

function toRow(line: number, record: Record_): Row {
  const { group, groupDescription, policies, apiAccess, allowedAddresses, ...rest } = record;
  const wanted = {
    ...rest,
    group: { name: group, ...(groupDescription === undefined ? {} : { description: groupDescription }) },
    policies: listOf(policies),
    ...(apiAccess === undefined ? {} : { apiAccess: flags.get(apiAccess.toLowerCase()) ?? apiAccess }),
    ...(allowedAddresses === undefined ? {} : { allowedAddresses: listOf(allowedAddresses) }),
  };
  const result = validate(onboardingRequest, wanted, 'body');
  if ('value' in result) return { line, hire: result.value };
  const mistakes = result.error.errors.map(({ field, message }) => `${columnOf(field)}: ${message}`);
  return { line, email: record.email ?? '', mistakes };
}

const flags: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['false', false],
  ['no', false],
]);

/** Names and addresses in one field are separated by semicolons. */
function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** The column that a JSON pointer into the request comes from. */
function columnOf(pointer: string): string {
  const [, first = '', second] = pointer.split('/');
  if (first !== 'group') return first;
  return second === 'description' ? 'groupDescription' : 'group';
}
