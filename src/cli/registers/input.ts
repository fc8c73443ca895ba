import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * Returns a file that can be read twice: the one of this path, or, without one, a copy of standard input that only its owner
 * can read, and that is deleted when the program ends.
 */
export async function inputFile(path: string | undefined): Promise<string> {
  if (path !== undefined) return path;
  const folder = mkdtempSync(join(tmpdir(), 'vultr-onboarding-import-'));
  // A signal ends the program without any `finally`.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const copy = join(folder, 'standard-input');
  await pipeline(process.stdin, createWriteStream(copy, { mode: 0o600 }));
  return copy;
}
