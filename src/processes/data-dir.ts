import { accessSync, constants, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { StartError } from '../contract/lib/start-error.ts';

/** Creates the data directory if necessary and returns its absolute path. Throws `StartError` if it is not usable. */
export function createDataDir(path: string): string {
  const directory = resolve(path);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    return directory;
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new StartError(
      `The data directory ${directory} cannot be used (${reason}). Make it writable, or set ONBOARDING_DATA_DIR to another directory.`,
      { cause: error },
    );
  }
}
