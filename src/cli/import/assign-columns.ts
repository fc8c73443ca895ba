import { StartError } from '../../contract/lib/start-error.ts';
import { type Column, columnNamed, columns, isResultColumn, normalizeName } from './columns.ts';
import { type CsvFile, delimiterName } from './parse-csv.ts';
import { quoteValue } from './quote-value.ts';

/** The name of the column in the file for a field of a hire. */
export type ColumnChoice = { readonly column: Column; readonly name: string };

/** Which column of the file holds which field. Indexes count from 0. */
export type AssignedColumns = {
  readonly indexes: ReadonlyMap<Column, number>;
  /** The names of columns that no field of a hire comes from. */
  readonly ignored: readonly string[];
};

/**
 * Assigns the columns of the header to the fields of a hire: as chosen, otherwise by their names. Throws `StartError` that
 * names every mistake of the header. `isGiven` returns whether a field has a value without a column.
 */
export function assignColumns(
  { header, delimiter }: CsvFile,
  choices: readonly ColumnChoice[],
  isGiven: (column: Column) => boolean,
): AssignedColumns {
  const chosen = new Map(choices.map(({ column, name }) => [column, normalizeName(name)]));
  const candidates = Map.groupBy(
    header.fields.map((name, index) => ({ name, index })),
    ({ name }) => columnOf(name, chosen),
  );
  const found = columns.map((column) => ({ column, matches: candidates.get(column) ?? [] }));
  const mistakes = found.flatMap(({ column, matches }) => {
    if (matches.length > 1) return [describeAmbiguity(column, matches)];
    if (matches.length > 0) return [];
    const choice = choices.find((one) => one.column === column);
    if (choice !== undefined)
      return [`there is no column ${quoteValue(choice.name)}, which --column names for ${column}`];
    return isRequired(column) && !isGiven(column) ? [`no column is known to be "${column}"`] : [];
  });
  if (mistakes.length > 0) {
    throw new StartError(
      [
        `The header (line ${header.line}) cannot be used: ${mistakes.join('; ')}.`,
        `  Columns found, separated by ${delimiterName(delimiter)}: ${header.fields.map(quoteValue).join(', ')}`,
        `  Columns expected: ${columns.join(', ')}; email, group and policies are required. Common spellings are known, too.`,
        '  To name a column of the file, add, for example, --column email="Work Email". For all rows that have none, add --group NAME and --policies "NAME;NAME".',
      ].join('\n'),
    );
  }
  const indexes = new Map(
    found.flatMap(({ column, matches: [match] }) => (match === undefined ? [] : [[column, match.index]])),
  );
  const ignored = (candidates.get(undefined) ?? []).filter(({ name }) => !isResultColumn(name));
  return { indexes, ignored: ignored.map(({ name, index }) => name || `(column ${index + 1}, no name)`) };
}

/** A field that was chosen comes only from the chosen column. */
function columnOf(name: string, chosen: ReadonlyMap<Column, string>): Column | undefined {
  const normalized = normalizeName(name);
  for (const [column, choice] of chosen) if (choice === normalized) return column;
  const column = columnNamed(name);
  return column !== undefined && chosen.has(column) ? undefined : column;
}

function isRequired(column: Column): boolean {
  return column === 'email' || column === 'group' || column === 'policies';
}

function describeAmbiguity(
  column: Column,
  matches: readonly { readonly name: string; readonly index: number }[],
): string {
  const names = matches.map(({ name, index }) => `${quoteValue(name)} (column ${index + 1})`).join(' and ');
  return `${names} can both be "${column}"; keep one of them, or choose it with --column ${column}=NAME`;
}
