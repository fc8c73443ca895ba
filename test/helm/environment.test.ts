import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { requiredSecrets } from '../../src/config/required-secrets.ts';
import { settings } from '../../src/config/settings.ts';
import { projectDir } from '../deploy/compose-file.ts';
import { environmentOf, installations, type Program, programsIn, render } from './chart.ts';

/** The secrets that each program requires. `prepare` needs none. */
const requiredBy = {
  api: requiredSecrets.api,
  worker: requiredSecrets.worker,
  codec: requiredSecrets.codec,
  doctor: requiredSecrets.doctor,
  'make-current': requiredSecrets.deployment,
  prepare: [],
} as const;

const secretSettings = Object.entries(settings).flatMap(([name, setting]) =>
  'secret' in setting ? [name] : [],
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vultr-onboarding-helm-'));
  const secrets = join(folder, 'secrets');
  execFileSync(join(projectDir, 'deploy/make-secrets.sh'), ['--simulator'], {
    env: { ...process.env, SECRETS_DIR: secrets },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  writeFileSync(join(secrets, 'onboarding_oidc_client_secret'), 'secret-of-the-console');
  mkdirSync(join(folder, 'temporal-tls'));
  for (const file of ['tls.crt', 'tls.key', 'ca.crt'])
    writeFileSync(join(folder, 'temporal-tls', file), 'pem');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Returns the environment of a program, with the paths of the files on this machine. */
function onThisMachine(environment: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, value.replace('/etc/onboarding', folder)]),
  );
}

describe.each(installations)('the environment of the chart with the values %s', (installation) => {
  const objects = () => render(installation);
  const programs = () => programsIn(objects());

  test('every variable is a setting of that name, or one of Temporal or OpenTelemetry', () => {
    const known = new Set([...Object.keys(settings), ...secretSettings.map((name) => `${name}_FILE`)]);
    const unknown = programs()
      .flatMap(({ container }) => Object.keys(environmentOf(container)))
      .filter((name) => !known.has(name) && !/^(TEMPORAL|OTEL)_/.test(name));
    expect(unknown).toEqual([]);
  });

  test('each program can start: every value is valid, and every secret that it requires is there', () => {
    const roles = objects().find(({ kind }) => kind === 'ConfigMap')?.data ?? {};
    mkdirSync(join(folder, 'roles'), { recursive: true });
    for (const [file, text] of Object.entries(roles)) writeFileSync(join(folder, 'roles', file), text);
    for (const { container } of programs()) {
      const environment = onThisMachine(environmentOf(container));
      const config = loadConfig(environment, requiredBy[nameOf(container.name)]);
      const { configured } = config.temporal;
      expect([container.name, configured]).toEqual([container.name, container.name !== 'codec']);
    }
  });

  test('each program has the files of exactly those secrets that its variables name', () => {
    const differing = programs().filter(({ pod, container }) => {
      const named = Object.entries(environmentOf(container))
        .filter(([name]) => name.endsWith('_FILE') && name !== 'ONBOARDING_ROLES_FILE')
        .map(([, file]) => file.split('/').at(-1) ?? '');
      const mounted = new Set(
        pod.volumes.flatMap(({ secret }) => secret?.items?.map(({ key }) => key) ?? []),
      );
      return named.length !== mounted.size || named.some((key) => !mounted.has(key));
    });
    expect(differing.map(({ container }) => container.name)).toEqual([]);
  });

  test('no secret is in plain text', () => {
    const secret = /PASSWORD|SECRET|TOKEN|API_KEY|ID_KEY|ENCRYPTION_KEYS|_WEBHOOKS$/;
    const inPlainText = programs().flatMap(({ container }) =>
      Object.entries(environmentOf(container)).filter(
        ([name, value]) => secret.test(name) && !name.endsWith('_FILE') && value !== 'from a Secret',
      ),
    );
    expect(inPlainText).toEqual([]);
  });

  test('only the workers and the doctor have the Vultr key', () => {
    const holders = programs().filter(({ container }) => 'VULTR_API_KEY_FILE' in environmentOf(container));
    expect(new Set(holders.map(({ container }) => container.name))).toEqual(new Set(['worker', 'doctor']));
  });

  test('each variable is there once', () => {
    const twice = programs().flatMap(({ container }) =>
      container.env.map(({ name }) => name).filter((name, index, all) => all.indexOf(name) !== index),
    );
    expect(twice).toEqual([]);
  });
});

test('a setting reaches every program, and one of a program replaces it there', () => {
  const levels = programsIn(render('everything')).map((program) => [
    program.container.name,
    levelOf(program),
  ]);
  expect(new Set(levels.map((pair) => pair.join(' ')))).toEqual(
    new Set(['api debug', 'worker warn', 'codec warn', 'doctor warn', 'make-current warn', 'prepare warn']),
  );
});

const levelOf = ({ container }: Program) => environmentOf(container)['LOG_LEVEL'];

function nameOf(container: string): keyof typeof requiredBy {
  if (container in requiredBy) return container as keyof typeof requiredBy;
  throw new Error(`the chart has a program ${container} that this test does not know`);
}
