import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { runCommand } from '../../src/dev-server/run-command.ts';
import { supervise } from '../../src/dev-server/supervise.ts';
import { until } from '../support/until.ts';
import type { ServerPrograms } from './find-server.ts';
import type { Postgres } from './postgres.ts';

const inProject = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The same names and values as in docker-compose.yml, except for addresses. test/deploy/same-as-processes.test.ts compares them. */
export const database = { user: 'temporal', plugin: 'postgres12' } as const;
export const schemaScript = 'deploy/temporal/create-schema.sh';
export const prepareProgram = 'src/bin/prepare-temporal.ts';
export const dynamicConfig = 'deploy/temporal/dynamic-config.yaml';

const portNames = [
  'FRONTEND_GRPC_PORT',
  'FRONTEND_MEMBERSHIP_PORT',
  'FRONTEND_HTTP_PORT',
  'HISTORY_GRPC_PORT',
  'HISTORY_MEMBERSHIP_PORT',
  'MATCHING_GRPC_PORT',
  'MATCHING_MEMBERSHIP_PORT',
  'WORKER_GRPC_PORT',
  'WORKER_MEMBERSHIP_PORT',
] as const;

export const serverPorts = portNames.length;

export type TemporalServer = {
  readonly address: string;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type ServerOptions = {
  readonly programs: ServerPrograms;
  readonly postgres: Postgres;
  readonly password: string;
  readonly ports: readonly number[];
  readonly folder: string;
};

type DatabaseAccess = Pick<ServerOptions, 'postgres' | 'password'>;

export function serverEnvironment({ postgres, password }: DatabaseAccess): Record<string, string> {
  return {
    DB: database.plugin,
    POSTGRES_SEEDS: '127.0.0.1',
    DB_PORT: `${postgres.port}`,
    POSTGRES_USER: database.user,
    POSTGRES_PWD: password,
    // A few are enough for a test. The number cannot be changed later, so a service has 512.
    NUM_HISTORY_SHARDS: '4',
    BIND_ON_IP: '127.0.0.1',
    TEMPORAL_BROADCAST_ADDRESS: '127.0.0.1',
    DYNAMIC_CONFIG_FILE_PATH: inProject(dynamicConfig),
    LOG_LEVEL: 'warn',
  };
}

export function schemaEnvironment({ postgres, password }: DatabaseAccess): Record<string, string> {
  return {
    POSTGRES_HOST: '127.0.0.1',
    POSTGRES_PORT: `${postgres.port}`,
    POSTGRES_USER: database.user,
    POSTGRES_PWD: password,
  };
}

/** Prepares Temporal's full server on PostgreSQL: creates its schema, and does not start it yet. */
export async function prepareServer(options: ServerOptions): Promise<TemporalServer> {
  const { programs, ports, folder } = options;
  const environment = {
    PATH: process.env['PATH'] ?? '',
    ...serverEnvironment(options),
    ...Object.fromEntries(portNames.map((name, index) => [name, `${ports[index]}`])),
  };
  await createSchema(options);
  const address = `127.0.0.1:${ports[0]}`;
  let running: Awaited<ReturnType<typeof supervise>> | undefined;
  return {
    address,
    async start() {
      running = await supervise(programs.server, ['start'], {
        logFile: join(folder, 'temporal.log'),
        environment,
      });
      await until(
        'Temporal',
        () => isServing(address),
        (ready) => ready,
        120_000,
      );
    },
    async stop() {
      await running?.stop(30_000);
      running = undefined;
    },
  };
}

export async function createSchema(options: ServerOptions): Promise<void> {
  await runCommand('/bin/sh', [inProject(schemaScript)], {
    timeoutMs: 180_000,
    environment: {
      PATH: process.env['PATH'],
      SQL_TOOL: options.programs.sqlTool,
      ...schemaEnvironment(options),
    },
  });
}

/** Creates the namespace and its search attributes with the program that docker-compose.yml runs. Returns its output. */
export async function prepareNamespace(address: string, namespace: string): Promise<string> {
  const { stdout } = await runCommand(execPath, [inProject(prepareProgram)], {
    timeoutMs: 180_000,
    environment: { PATH: process.env['PATH'], TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace },
  });
  return stdout;
}

async function isServing(address: string): Promise<boolean> {
  const connection = Connection.lazy({ address });
  try {
    await connection.withDeadline(Date.now() + 2_000, () => connection.workflowService.getSystemInfo({}));
    await connection.withDeadline(Date.now() + 2_000, () =>
      connection.workflowService.listNamespaces({ pageSize: 1 }),
    );
    return true;
  } catch {
    return false;
  } finally {
    await connection.close();
  }
}
