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

/** The schema of the Compose Specification, Apache-2.0, from github.com/compose-spec/compose-go v2.16.2. */
const schema = JSON.parse(readProjectFile('test/deploy/compose-spec/compose-spec.json')) as object;
const isCompose = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);

const portOf = (name: string) => /:(\d+)\//.exec(serviceNamed(name).healthcheck?.test.join(' ') ?? '')?.[1];
const addressOf = (port = '') => `http://${port.split(':').slice(0, 2).join(':')}`;

describe('docker-compose.yml', () => {
  test('is valid according to the Compose Specification', () => {
    isCompose(readComposeDocument());
    expect(isCompose.errors).toBeNull();
  });

  test('a key that the specification does not know is found', () => {
    expect(isCompose({ services: { api: { image: 'api:1.0', enviroment: {} } } })).toBe(false);
  });

  test.each(services)('%s: the image has a version, or is built from this project', (_name, { image }) => {
    expect(image).toMatch(/:\d+\.\d+(\.\d+)?(-\w+)?$|^vultr-onboarding:local$/);
  });

  test('the image of this project is built before the services that need it, and not again at every start', () => {
    const builders = ourServices.filter(([, { build }]) => build !== undefined).map(([name]) => name);
    expect(builders).toEqual(['prepare', 'doctor']);
    const policies = ourServices.map(([, { pull_policy }]) => pull_policy);
    // Never pulled. Compose builds what is absent; with `build` instead, it would build at every start.
    expect(new Set(policies)).toEqual(new Set(['never']));
    for (const name of ['worker', 'api']) expect(serviceNamed(name).depends_on).toHaveProperty('prepare');
  });

  test('the doctor waits for no other service, so that it can diagnose those that do not start', () => {
    expect(serviceNamed('doctor').depends_on).toEqual({});
  });

  test.each(services)(
    '%s: has a read-only file system, no capabilities, and is not root',
    (_name, service) => {
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
      expect(service.user).toMatch(/^(node|temporal|postgres)$/);
    },
  );

  test.each(services)('%s: can be reached only from this machine', (_name, { ports }) => {
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  test('publishes the API, the UI, the codec server and the simulator, but not PostgreSQL and Temporal', () => {
    const published = services.filter(([, { ports }]) => ports.length > 0).map(([name]) => name);
    expect(published.toSorted()).toEqual(['api', 'codec', 'simulator', 'ui']);
  });

  test('PostgreSQL shares an internal network only with the schema tool and Temporal', () => {
    const inside = services.filter(([, { networks }]) => networks.includes('database'));
    expect(inside.map(([name]) => name)).toEqual(['postgresql', 'schema', 'temporal']);
    expect(serviceNamed('postgresql').networks).toEqual(['database']);
    expect(compose.networks['database']).toEqual({ internal: true });
  });

  test('services restart after a failure and have a health check; one-off programs are retried', () => {
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

  test('runs two workers, and the simulator and the doctor only on request', () => {
    expect(serviceNamed('worker').deploy).toEqual({ replicas: 2 });
    expect(serviceNamed('simulator').profiles).toEqual(['simulator']);
    expect(serviceNamed('doctor').profiles).toEqual(['doctor']);
    expect(services.filter(([, { profiles }]) => profiles.length > 0)).toHaveLength(2);
  });

  test.each(ourServices)('%s: its program exists', (_name, { command }) => {
    expect(command?.[0]).toBe('node');
    expect(existsSync(join(projectDir, command?.[1] ?? ''))).toBe(true);
  });

  test('each health check uses the port that its service listens on', () => {
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

  test('the browser finds the codec server, which allows the origin of the UI', () => {
    const { environment: ui, ports } = serviceNamed('ui');
    const { environment: codec, ports: codecPorts } = serviceNamed('codec');
    expect(ui['TEMPORAL_CODEC_ENDPOINT']).toBe(addressOf(codecPorts[0]));
    expect(codec['ONBOARDING_CODEC_ORIGINS']?.split(',')).toContain(addressOf(ports[0]));
  });
});
