/** The columns that a file of one kind can have. */
export type ColumnNames<Column extends string> = {
  /** In the order in which they are documented. */
  readonly columns: readonly Column[];
  /** The field that a column of this name holds, whatever its case, spaces, hyphens and accents. */
  readonly columnNamed: (name: string) => Column | undefined;
};

/** `spellings`: for each column its spellings, separated by white space, in the form that `normalizeName` returns. */
export function createColumnNames<Column extends string>(
  spellings: Readonly<Record<Column, string>>,
): ColumnNames<Column> {
  const columns = Object.keys(spellings) as Column[];
  const columnOfSpelling: ReadonlyMap<string, Column> = new Map(
    columns.flatMap((column) =>
      spellings[column]
        .trim()
        .split(/\s+/)
        .map((spelling) => [spelling, column] as const),
    ),
  );
  return { columns, columnNamed: (name) => columnOfSpelling.get(normalizeName(name)) };
}

/** Lower case without accents, spaces and punctuation. `Employee #` becomes `employeenumber`. */
export function normalizeName(name: string): string {
  return name
    .replaceAll('#', 'number')
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}
