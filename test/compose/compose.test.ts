import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import { services } from '../deploy/compose-file.ts';
import { type Api, callApi } from './api.ts';
import { crash, type Deployment, engineMissing, imageId, prepareDeployment } from './deployment.ts';

const missing = engineMissing();
if (missing !== undefined)
  process.stderr.write(
    `Skipped: ${missing}. Install Docker with Compose v2, and start it. Without a registry, run npm run build:stand-ins first.\n`,
  );

/** Each container that keeps running, as often as docker-compose.yml says. */
const everythingHealthy = services
  .filter(([, { restart }]) => restart === 'unless-stopped')
  .flatMap(([name, { deploy }]) => Array.from({ length: deploy?.replicas ?? 1 }, () => `${name}: healthy`))
  .toSorted();

let deployment: Deployment;
let api: Api;
/** Hired before anything is killed. */
let ada: OnboardingView;

function health(): string[] {
  return deployment
    .containers()
    .map((container) => `${container.service}: ${container.health}`)
    .toSorted();
}

function doctor() {
  return deployment.compose('run', '--rm', 'doctor');
}

function logOf(service: string): string {
  return deployment.mustCompose('logs', '--no-log-prefix', service);
}

describe.skipIf(missing !== undefined)('docker-compose.yml, in a clone made under umask 077', () => {
  beforeAll(async () => {
    deployment = await prepareDeployment();
    api = callApi(deployment.apiKey);
  });
  // Without a deployment, its preparation has failed, and that is the error to see.
  afterAll(() => deployment?.remove());

  test('the doctor says that Temporal does not respond, before anything else runs', () => {
    expect(doctor()).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('Temporal does not respond at temporal:7233'),
    });
    expect(deployment.mustCompose('ps', '--all', '--quiet')).toBe('');
  });

  test('comes up', () => {
    deployment.mustCompose('up', '--build', '--detach', '--wait');
    expect(health()).toEqual(everythingHealthy);
  });

  test('hires a person', async () => {
    ada = await api.accept(await api.hire('ada@example.com'));
    expect(ada.evidence).toBeDefined();
  });

  test('the doctor finds no error', () => {
    expect(doctor()).toMatchObject({ code: 0 });
  });

  test('a key that the image has made lets another caller in', async () => {
    const command = ['api', 'node', 'src/bin/api-key.ts', 'hr-system', 'read+write'];
    const printed = deployment.mustCompose('run', '--rm', '--no-deps', ...command);
    const [secret = '', entry = ''] = printed
      .split('\n')
      .filter((line) => line.startsWith('  '))
      .map((line) => line.trim());
    expect(await api.status(secret)).toBe(401);
    deployment.appendSecret('onboarding_api_keys', entry);
    await expect.poll(() => api.status(secret)).toBe(200);
  });

  test('every service recovers from the death of its main process', async () => {
    const grace = await api.hire('grace@example.com');
    for (const container of deployment.containers()) {
      crash(container);
      await expect
        .poll(
          () => {
            const now = deployment.containers().find(({ id }) => id === container.id);
            return now?.health === 'healthy' && now.pid !== container.pid;
          },
          { message: `${container.service} is healthy again` },
        )
        .toBe(true);
    }
    expect(health()).toEqual(everythingHealthy);
    expect((await api.accept(grace)).evidence).toBeDefined();
  });

  test('workers stop within seconds, also the one that runs the watch', async () => {
    await api.hire('barbara@example.com');
    const beganAtMs = performance.now();
    deployment.mustCompose('stop', 'worker');
    // Running activities have 20 seconds to finish.
    expect(performance.now() - beganAtMs).toBeLessThan(15_000);
  });

  test('the logs contain no health probe, and no warning about the size of a memo', () => {
    // A log that is empty would contain neither.
    expect(logOf('codec')).toContain('codec server started');
    expect(logOf('codec')).not.toContain('/live');
    expect(logOf('worker')).toContain('worker started');
    expect(logOf('worker')).not.toContain('TMPRL1103');
    expect(logOf('temporal')).not.toMatch(/Blob (?:data )?size exceeds/);
  });

  test('comes up again after it was taken down, without another build, and remembers everyone', async () => {
    const before = imageId();
    deployment.mustCompose('down');
    deployment.mustCompose('up', '--detach', '--wait');
    expect(imageId()).toBe(before);
    expect(health()).toEqual(everythingHealthy);
    expect(await api.reached(ada.id, 'completed')).toEqual(ada);
    await api.accept(await api.hire('margaret@example.com'));
    expect(doctor()).toMatchObject({ code: 0 });
  });

  test('an export restores everyone into an empty Temporal', async () => {
    const registers = ['worker', 'node', 'src/bin/registers.ts'];
    const people = deployment.mustCompose('run', '--rm', '--no-deps', '-T', ...registers, 'export', '-');
    deployment.loseTemporal();
    const imported = deployment.mustComposeWith(people, 'run', '--rm', '-T', ...registers, 'import', '-');
    expect(imported).toContain('3 people imported, 0 existed already');
    deployment.mustCompose('up', '--detach', '--wait');
    expect(await api.reached(ada.id, 'completed')).toEqual(ada);
    expect(doctor()).toMatchObject({ code: 0 });
  });
});
