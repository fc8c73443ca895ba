import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { errorMessage } from '../../contract/lib/error-message.ts';
import { StartError } from '../../contract/lib/start-error.ts';
import { formatResult, type IdColumn, type RowOutcome } from '../../csv/format-result.ts';
import type { PeopleFile } from '../../csv/read-rows.ts';
import type { Row } from '../../csv/row.ts';

/**
 * Creates an empty result file, readable for its owner only, and returns its path. Without a path its name is derived from
 * the imported file and is one that does not exist yet. Throws `StartError` if the file exists or cannot be created.
 */
export function createResultFile(path: string | undefined, importedFile: string): string {
  const file = path ?? freePath(importedFile);
  try {
    closeSync(openSync(file, 'wx', 0o600));
    return file;
  } catch (error) {
    const reason = existsSync(file)
      ? `${file} exists already. Name another file with --result, or move that one away.`
      : `Cannot create ${file}: ${errorMessage(error)}. Name another file with --result.`;
    throw new StartError(`Nothing was started. ${reason}`, { cause: error });
  }
}

/** `hires.csv` becomes `hires.result.csv`, then `hires.result-2.csv`; so does `hires.result.csv`. */
function freePath(importedFile: string): string {
  const extension = extname(importedFile);
  const name = basename(importedFile, extension).replace(/\.result(?:-\d+)?$/, '');
  for (let count = 1; ; count += 1) {
    const suffix = count === 1 ? '' : `-${count}`;
    const path = join(dirname(importedFile), `${name}.result${suffix}${extension || '.csv'}`);
    if (!existsSync(path)) return path;
  }
}

export function writeResultFile(
  path: string,
  file: PeopleFile<unknown>,
  idColumn: IdColumn,
  outcomeOf: (row: Row<unknown>) => RowOutcome,
): void {
  writeFileSync(path, formatResult(file, idColumn, outcomeOf));
}
