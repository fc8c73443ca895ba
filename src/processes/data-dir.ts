import { accessSync, constants, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { StartError } from '../contract/lib/start-error.ts';

/** Makes the data directory where it is absent. Throws `StartError` where it cannot be used. */
export function createDataDir(path: string): string {
  const directory = resolve(path);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    return directory;
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new StartError(
      `The data directory ${directory} cannot be used (${why}). Make it writable or set ONBOARDING_DATA_DIR to another one.`,
      { cause: error },
    );
  }
}
