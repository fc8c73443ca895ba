import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from '../../src/dev-server/run-command.ts';
import { database } from './temporal-server.ts';

const databases = ['temporal', 'temporal_visibility'] as const;

export type DatabaseAccess = { readonly port: number; readonly password: string };

/** Returns whether PostgreSQL's client programs are on the PATH. The npm package with the server does not have them. */
export function hasClients(): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'pg_dump')));
}

/** Dumps Temporal's databases into the folder. Temporal must be stopped, so that they fit together. */
export async function backUp(access: DatabaseAccess, folder: string): Promise<void> {
  for (const name of databases)
    await run(access, 'pg_dump', '--format=custom', `--file=${join(folder, name)}`, name);
}

/** Deletes Temporal's databases, and creates them from the dumps in the folder. */
export async function restore(access: DatabaseAccess, folder: string): Promise<void> {
  for (const name of databases) {
    await run(access, 'dropdb', '--force', name);
    await run(access, 'createdb', name);
    await run(access, 'pg_restore', '--no-owner', '--exit-on-error', `--dbname=${name}`, join(folder, name));
  }
}

async function run({ port, password }: DatabaseAccess, program: string, ...args: readonly string[]) {
  await runCommand(program, ['--host=127.0.0.1', `--port=${port}`, `--username=${database.user}`, ...args], {
    environment: { PATH: process.env['PATH'], PGPASSWORD: password },
    timeoutMs: 120_000,
  });
}
