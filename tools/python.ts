import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage } from '../src/contract/lib/error-message.ts';
import type { Progress } from '../src/contract/lib/progress.ts';
import { runCommand } from '../src/dev-server/run-command.ts';
import { withProgress } from '../src/dev-server/with-progress.ts';

/** What the pinned versions of all programs require. */
export const oldestPython = '3.11';

const names = ['python3', 'python3.11', 'python3.12', 'python3.13', 'python3.14', 'python'];

/** Prints the version, or fails if the version is too old or cannot create a virtual environment. */
const probe = `import ensurepip, sys, venv
assert sys.version_info >= (${oldestPython.replace('.', ', ')})
print("%d.%d" % sys.version_info[:2])`;

export type Python = { readonly command: string; readonly version: string };

/** Returns a Python on the PATH that can create the virtual environment, or `undefined` if there is none. */
export async function findPython(): Promise<Python | undefined> {
  for (const command of names) {
    try {
      const { stdout } = await runCommand(command, ['-c', probe], { timeoutMs: 20_000 });
      return { command, version: stdout.trim() };
    } catch {
      // The next name may be a newer Python.
    }
  }
  return undefined;
}

/** A program in Python. */
export type PythonProgram = {
  /** As messages name it. */
  readonly title: string;
  /** The start of the name of its folder in the cache. */
  readonly name: string;
  /** The path of the file with its pinned versions, those of everything that it needs included. */
  readonly requirements: string;
};

/**
 * Installs the pinned versions into a virtual environment in the cache, once. Returns the path of its Python. Throws an
 * error with the last lines of pip if they cannot be installed.
 */
export async function installProgram(
  { title, name, requirements }: PythonProgram,
  { command, version }: Python,
  cacheDir: string,
  progress: Progress,
): Promise<string> {
  const pins = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');
  const folder = join(cacheDir, `${name}-${pins.slice(0, 12)}-python${version}`);
  const python = join(folder, 'bin', 'python');
  if (existsSync(python)) return python;
  progress.print(
    `Installing ${title} into a virtual environment. This happens only once and takes less than a minute.`,
  );
  await mkdir(cacheDir, { recursive: true });
  // Renaming at the end means that an interrupted installation leaves no partial environment under the final name.
  const unfinished = `${folder}.${randomUUID()}.unfinished`;
  try {
    await withProgress(
      progress,
      (elapsedSeconds) => `Installing: ${elapsedSeconds} s.`,
      async () => {
        await runCommand(command, ['-m', 'venv', unfinished]);
        // Wheels only: nothing is compiled, and no package runs code of its own while it is installed.
        const pip = [
          '-m',
          'pip',
          'install',
          '--quiet',
          '--no-input',
          '--only-binary',
          ':all:',
          '-r',
          requirements,
        ];
        await runCommand(join(unfinished, 'bin', 'python'), pip, { timeoutMs: 600_000 });
      },
    );
    // If the folder exists by now, another process was first.
    await rename(unfinished, folder).catch((error: unknown) => {
      if (!existsSync(python)) throw error;
    });
  } catch (error) {
    throw new Error(
      `${title} could not be installed: ${errorMessage(error)}. Check that pip reaches a package index (pip config list), then repeat.`,
      { cause: error },
    );
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return python;
}
