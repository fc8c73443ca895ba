import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { errorMessage } from '../../contract/lib/error-message.ts';
import { StartError } from '../../contract/lib/start-error.ts';
import type { Dialect } from '../../simulator/dialect.ts';
import { formatDialectFile } from '../../simulator/dialect-file.ts';

/**
 * Returns the path of the dialect file: the given one, or one that does not exist yet (`vultr-dialect.json`, then
 * `vultr-dialect-2.json`). Throws `StartError` if the given file exists.
 */
export function chooseOutput(path: string | undefined): string {
  if (path !== undefined && existsSync(path))
    throw new StartError(`${path} exists already. Name another file with --output, or move that one away.`);
  return path ?? freePath();
}

function freePath(): string {
  for (let count = 1; ; count += 1) {
    const path = `vultr-dialect${count === 1 ? '' : `-${count}`}.json`;
    if (!existsSync(path)) return path;
  }
}

/** Writes a new file. Throws `StartError` if it exists by now, or cannot be written. */
export function writeDialect(path: string, dialect: Partial<Dialect>): void {
  try {
    const file = openSync(path, 'wx');
    writeFileSync(file, formatDialectFile(dialect));
    closeSync(file);
  } catch (error) {
    throw new StartError(`Cannot write ${path}: ${errorMessage(error)}. Name another file with --output.`, {
      cause: error,
    });
  }
}
