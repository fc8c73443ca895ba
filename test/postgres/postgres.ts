import { chmod, chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../../src/dev-server/run-command.ts';
import { supervise } from '../../src/dev-server/supervise.ts';
import { until } from '../support/until.ts';
import { copyFor } from './find-postgres.ts';

export type Postgres = { readonly port: number; readonly stop: () => Promise<void> };

/** PostgreSQL refuses to run as root. This is the user ID of `nobody`, which every Unix has. */
const nobody = 65_534;

export type PostgresOptions = {
  readonly binaries: string;
  readonly folder: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
};

/** Starts PostgreSQL with a new database cluster in the folder, on loopback only and with a password. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { folder, port, user, password } = options;
  const asNobody = process.getuid?.() === 0 ? { uid: nobody } : {};
  const home = join(folder, 'postgres-home');
  const passwordFile = join(home, 'password');
  await mkdir(home);
  await writeFile(passwordFile, password, { mode: 0o600 });
  let { binaries } = options;
  if (asNobody.uid !== undefined) {
    // The user `nobody` must be able to enter the folder.
    await chmod(folder, 0o711);
    await chown(home, nobody, nobody);
    await chown(passwordFile, nobody, nobody);
    binaries = await copyFor(binaries, folder);
  }
  const data = join(home, 'data');
  const logFile = join(folder, 'postgres.log');
  await runCommand(
    join(binaries, 'initdb'),
    [
      '-D',
      data,
      '-U',
      user,
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
    ],
    { cwd: home, timeoutMs: 120_000, ...asNobody },
  );
  const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: '', max_connections: 200 };
  const server = await supervise(
    join(binaries, 'postgres'),
    ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { logFile, ...asNobody },
  );
  // PostgreSQL listens before it accepts connections.
  await until(
    'PostgreSQL',
    () => readFile(logFile, 'utf8'),
    (log) => log.includes('ready to accept connections'),
    60_000,
  );
  return { port, stop: () => server.stop() };
}
