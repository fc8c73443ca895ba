import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { memoWarnBytes } from '../../src/contract/temporal/memo-size.ts';
import { embeddedVersion } from '../postgres/find-postgres.ts';
import { serverVersion } from '../postgres/find-server.ts';
import {
  database,
  dynamicConfig,
  prepareProgram,
  schemaEnvironment,
  schemaScript,
  serverEnvironment,
} from '../postgres/temporal-server.ts';
import { compose, readProjectFile, type Service, serviceNamed } from './compose-file.ts';

const anywhere = { postgres: { port: 5432, stop: async () => {} }, password: '' };
const versionOf = (name: string) => serviceNamed(name).image.split(':')[1] ?? '';

/** Returns the project's file that is mounted at the target. */
function fileMountedAt({ configs }: Service, target: string | undefined): string | undefined {
  const source = configs.find((one) => one.target === target)?.source ?? '';
  return compose.configs[source]?.file.replace('./', '');
}

/** `npm run test:postgres` tests the setup of docker-compose.yml as processes, without Docker. These tests prove that both are the same. */
describe('docker-compose.yml runs what npm run test:postgres runs', () => {
  test("Temporal's server and its schema tool, both of one version", async () => {
    const version = await serverVersion();
    expect([versionOf('temporal'), versionOf('schema')]).toEqual([version, version]);
  });

  test.each(['tools/temporal/go.mod', 'tools/temporal-ui/go.mod'])(
    'the UI that belongs to this server, as in %s',
    (file) => {
      const pinned = /ui-server\/v2 v([\d.]+)/.exec(readProjectFile(file))?.[1];
      expect(versionOf('ui')).toBe(pinned);
    },
  );

  test('PostgreSQL of the same major version as the downloaded one', () => {
    expect(versionOf('postgresql')).toMatch(/^\d+\.\d+-trixie$/);
    expect(versionOf('postgresql').split('.')[0]).toBe(embeddedVersion.split('.')[0]);
  });

  test('the schema script, with the same variables', () => {
    const schema = serviceNamed('schema');
    expect(schema.entrypoint?.[0]).toBe('/bin/sh');
    expect(fileMountedAt(schema, schema.entrypoint?.[1])).toBe(schemaScript);
    const { POSTGRES_PWD_FILE: file, ...environment } = schema.environment;
    const { POSTGRES_PWD: _, ...expected } = schemaEnvironment(anywhere);
    expect(file).toBe('/run/secrets/postgres_password');
    expect(environment).toEqual({ ...expected, POSTGRES_HOST: 'postgresql' });
  });

  test('the server, with the same variables except addresses and shards', () => {
    const temporal = serviceNamed('temporal');
    const { DYNAMIC_CONFIG_FILE_PATH: file, ...environment } = temporal.environment;
    const { DYNAMIC_CONFIG_FILE_PATH: _, POSTGRES_PWD: __, ...expected } = serverEnvironment(anywhere);
    expect(fileMountedAt(temporal, file)).toBe(dynamicConfig);
    expect(environment).toEqual({
      ...expected,
      POSTGRES_SEEDS: 'postgresql',
      BIND_ON_IP: '0.0.0.0',
      NUM_HISTORY_SHARDS: '512',
    });
  });

  test('the memo size from which the server warns is that from which the workers warn', () => {
    const config = parse(readProjectFile(dynamicConfig)) as Record<string, readonly { value: number }[]>;
    expect(config['limit.memoSize.warn']).toEqual([{ value: memoWarnBytes }]);
  });

  test('the same database user everywhere', () => {
    const users = ['postgresql', 'schema', 'temporal'].map((name) => serviceNamed(name).environment);
    expect(users.map(({ POSTGRES_USER: user }) => user)).toEqual(Array(3).fill(database.user));
  });

  test.each([
    ['prepare', prepareProgram],
    ['worker', 'src/bin/worker.ts'],
    ['api', 'src/bin/api.ts'],
    ['simulator', 'src/bin/simulator.ts'],
  ])('%s is %s', (name, program) => {
    expect(serviceNamed(name).command).toEqual(['node', program]);
  });

  test('one namespace on one server', () => {
    const clients = ['prepare', 'worker', 'api'].map((name) => serviceNamed(name).environment);
    const targets = clients.map((one) => [one['TEMPORAL_ADDRESS'], one['TEMPORAL_NAMESPACE']].join(' '));
    expect(new Set(targets)).toEqual(new Set(['temporal:7233 onboarding']));
    expect(serviceNamed('ui').environment['TEMPORAL_DEFAULT_NAMESPACE']).toBe('onboarding');
  });
});
