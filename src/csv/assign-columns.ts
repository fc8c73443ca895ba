import { StartError } from '../contract/lib/start-error.ts';
import { type ColumnNames, normalizeName } from './column-names.ts';
import type { OptionWords } from './option-words.ts';
import { type CsvFile, delimiterName } from './parse-csv.ts';
import { quoteValue } from './quote-value.ts';
import { isResultColumn } from './result-columns.ts';
import type { Subject } from './subject.ts';

/** The name of the column in the file for a field. */
export type ColumnChoice<Column> = { readonly column: Column; readonly name: string };

/** Which column of the file holds which field. Indexes count from 0. */
export type AssignedColumns<Column> = {
  readonly indexes: ReadonlyMap<Column, number>;
  /** The names of columns that no field comes from. */
  readonly ignored: readonly string[];
};

/**
 * Assigns the columns of the header to the fields: as chosen, otherwise by their names. Throws `StartError` that
 * names every mistake of the header. `isGiven` returns whether a field has a value without a column.
 */
export function assignColumns<Column extends string>(
  { header, delimiter }: CsvFile,
  subject: Pick<Subject<Column, never>, 'columns' | 'columnNamed' | 'isRequired' | 'needs' | 'advice'>,
  choices: readonly ColumnChoice<Column>[],
  isGiven: (column: Column) => boolean,
  words: OptionWords,
): AssignedColumns<Column> {
  const { columns, needs, advice, isRequired } = subject;
  const chosen = new Map(choices.map(({ column, name }) => [column, normalizeName(name)]));
  const candidates = Map.groupBy(
    header.fields.map((name, index) => ({ name, index })),
    ({ name }) => columnOf(name, chosen, subject),
  );
  const found = columns.map((column) => ({ column, matches: candidates.get(column) ?? [] }));
  const isThere = (column: Column) => isGiven(column) || candidates.has(column);
  const mistakes = found.flatMap(({ column, matches }) => {
    if (matches.length > 1) return [describeAmbiguity(column, matches, words)];
    if (matches.length > 0) return [];
    const choice = choices.find((one) => one.column === column);
    if (choice !== undefined)
      return [
        `there is no column ${quoteValue(choice.name)}, which ${words.name('column')} names for ${column}`,
      ];
    return isRequired(column, isThere) && !isGiven(column) ? [`no column is known to be "${column}"`] : [];
  });
  if (mistakes.length > 0) {
    throw new StartError(
      [
        `The header (line ${header.line}) cannot be used: ${mistakes.join('; ')}.`,
        `  Columns found, separated by ${delimiterName(delimiter)}: ${header.fields.map(quoteValue).join(', ')}`,
        `  Columns expected: ${columns.join(', ')}; ${needs}. Common spellings are known, too.`,
        `  To name a column of the file, ${words.set('column', 'email=Work Email')}, for example. ${advice(words)}`,
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
function columnOf<Column extends string>(
  name: string,
  chosen: ReadonlyMap<Column, string>,
  { columnNamed }: Pick<ColumnNames<Column>, 'columnNamed'>,
): Column | undefined {
  const normalized = normalizeName(name);
  for (const [column, choice] of chosen) if (choice === normalized) return column;
  const column = columnNamed(name);
  return column !== undefined && chosen.has(column) ? undefined : column;
}

function describeAmbiguity(
  column: string,
  matches: readonly { readonly name: string; readonly index: number }[],
  words: OptionWords,
): string {
  const names = matches.map(({ name, index }) => `${quoteValue(name)} (column ${index + 1})`).join(' and ');
  return `${names} can both be "${column}"; keep one of them, or choose one: ${words.set('column', `${column}=NAME`)}`;
}
