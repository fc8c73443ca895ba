import { formatMistake } from '../../../src/cli/import/hire-row.ts';
import { type HireFile, readHires, type ReadOptions } from '../../../src/cli/import/read-hires.ts';

/** Reads text that is encoded as UTF-8. */
export function read(text: string, options?: ReadOptions): HireFile {
  return readHires(Buffer.from(text), options);
}

/** The hires of the valid rows. */
export function valuesOf({ rows }: HireFile) {
  return rows.flatMap((row) => ('hire' in row ? [row.hire] : []));
}

/** The mistakes of all rows, as they are printed. */
export function mistakesOf({ rows }: HireFile): string[] {
  return rows.flatMap((row) =>
    'mistakes' in row ? row.mistakes.map((mistake) => formatMistake(row.line, mistake)) : [],
  );
}
