import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import {
  compose,
  ourServices,
  projectDir,
  readComposeDocument,
  readProjectFile,
  serviceNamed,
  services,
} from './compose-file.ts';

/** The schema of the Compose Specification, Apache-2.0, as it stands in github.com/compose-spec/compose-go v2.16.2. */
const schema = JSON.parse(readProjectFile('test/deploy/compose-spec/compose-spec.json')) as object;
const isCompose = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);

const portOf = (name: string) => /:(\d+)\//.exec(serviceNamed(name).healthcheck?.test.join(' ') ?? '')?.[1];
const addressOf = (port = '') => `http://${port.split(':').slice(0, 2).join(':')}`;

describe('docker-compose.yml', () => {
  test('is valid by the Compose Specification', () => {
    isCompose(readComposeDocument());
    expect(isCompose.errors).toBeNull();
  });

  test('the specification is held: a word that it does not know is found', () => {
    expect(isCompose({ services: { api: { image: 'api:1.0', enviroment: {} } } })).toBe(false);
  });

  test.each(services)('%s: the image has a version, or is our own', (_name, { image }) => {
    expect(image).toMatch(/:\d+\.\d+(\.\d+)?(-\w+)?$|^vultr-onboarding:local$/);
  });

  test('our image is built once, before whatever else needs it', () => {
    const built = ourServices.map(([name, { build, pull_policy }]) => [name, build, pull_policy]);
    expect(built.filter(([, build]) => build !== undefined)).toEqual([['prepare', '.', 'build']]);
    const others = built.filter(([name]) => name !== 'prepare').map(([, , policy]) => policy);
    expect(new Set(others)).toEqual(new Set(['never']));
  });

  test.each(services)('%s: writes nothing, may nothing, and is not root', (_name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect(service.user).toMatch(/^(node|temporal|postgres)$/);
  });

  test.each(services)('%s: is reached from this machine only', (_name, { ports }) => {
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  test('published are the API, the UI, the codec server and the simulator; PostgreSQL and Temporal are not', () => {
    const published = services.filter(([, { ports }]) => ports.length > 0).map(([name]) => name);
    expect(published.toSorted()).toEqual(['api', 'codec', 'simulator', 'ui']);
  });

  test('PostgreSQL is in a network without a way out, with its schema and Temporal alone', () => {
    const inside = services.filter(([, { networks }]) => networks.includes('database'));
    expect(inside.map(([name]) => name)).toEqual(['postgresql', 'schema', 'temporal']);
    expect(serviceNamed('postgresql').networks).toEqual(['database']);
    expect(compose.networks['database']).toEqual({ internal: true });
  });

  test('what runs on comes back after a failure and says whether it is well; what runs once is tried again', () => {
    const found = services.map(([name, { restart, healthcheck }]) => [
      name,
      restart,
      healthcheck !== undefined,
    ]);
    const expected = services.map(([name]) => {
      if (name === 'doctor') return [name, 'no', false];
      return ['schema', 'prepare'].includes(name)
        ? [name, 'on-failure:5', false]
        : [name, 'unless-stopped', true];
    });
    expect(found).toEqual(expected);
  });

  test('two workers; an API; the simulator and the doctor only when they are asked for', () => {
    expect(serviceNamed('worker').deploy).toEqual({ replicas: 2 });
    expect(serviceNamed('simulator').profiles).toEqual(['simulator']);
    expect(serviceNamed('doctor').profiles).toEqual(['doctor']);
    expect(services.filter(([, { profiles }]) => profiles.length > 0)).toHaveLength(2);
  });

  test.each(ourServices)('%s: its program is there', (_name, { command }) => {
    expect(command?.[0]).toBe('node');
    expect(existsSync(join(projectDir, command?.[1] ?? ''))).toBe(true);
  });

  test('a health check asks the port that its service listens on', () => {
    const { environment: api } = serviceNamed('api');
    const { environment: codec } = serviceNamed('codec');
    const { environment: worker } = serviceNamed('worker');
    const { environment: ui } = serviceNamed('ui');
    expect(portOf('api')).toBe(api['PORT']);
    expect(portOf('codec')).toBe(codec['ONBOARDING_CODEC_PORT']);
    expect(portOf('worker')).toBe(worker['ONBOARDING_WORKER_HEALTH']?.split(':')[1]);
    expect(portOf('ui')).toBe(ui['TEMPORAL_UI_PORT']);
    expect(portOf('simulator')).toBe(serviceNamed('simulator').environment['SIMULATOR_PORT']);
  });

  test("the browser finds the codec server, and the codec server takes the UI's pages", () => {
    const { environment: ui, ports } = serviceNamed('ui');
    const { environment: codec, ports: codecPorts } = serviceNamed('codec');
    expect(ui['TEMPORAL_CODEC_ENDPOINT']).toBe(addressOf(codecPorts[0]));
    expect(codec['ONBOARDING_CODEC_ORIGINS']?.split(',')).toContain(addressOf(ports[0]));
  });
});
