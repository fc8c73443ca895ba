import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import packageJson from '../../package.json' with { type: 'json' };
import { projectDir } from '../deploy/compose-file.ts';
import { environmentOf, installations, type KubernetesObject, programsIn, render } from './chart.ts';

const labels = z.record(z.string(), z.string());

/** The labels by which an object selects pods; `undefined` if it selects none. */
function selectedBy({ kind, spec }: KubernetesObject): Record<string, string> | undefined {
  const byLabels = z.object({ matchLabels: labels });
  if (kind === 'Service') return labels.parse(spec?.['selector']);
  if (kind === 'NetworkPolicy') return byLabels.parse(spec?.['podSelector']).matchLabels;
  if (kind === 'Deployment' || kind === 'PodDisruptionBudget')
    return byLabels.parse(spec?.['selector']).matchLabels;
  return undefined;
}

const selects = (object: KubernetesObject, podLabels: Readonly<Record<string, string>>) =>
  Object.entries(selectedBy(object) ?? { none: 'at all' }).every(
    ([name, value]) => podLabels[name] === value,
  );

describe.each(installations)('the objects of the chart with the values %s', (installation) => {
  const objects = () => render(installation);
  const programs = () => programsIn(objects());
  const servers = () => programs().filter(({ owner }) => owner.kind === 'Deployment');

  test('each program exists', () => {
    const files = programs().flatMap(({ container }) =>
      container.args.join(' ').match(/src\/bin\/[\w-]+\.ts/g),
    );
    expect(files.length).toBeGreaterThanOrEqual(programs().length);
    expect(files.filter((file) => !existsSync(join(projectDir, file ?? 'none')))).toEqual([]);
  });

  test('each pod has a read-only file system, no capabilities, no service account token, and is not root', () => {
    for (const { pod, container } of programs()) {
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      expect(container.securityContext).toEqual({
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      });
    }
  });

  test('each pod is under exactly one network policy, for both directions', () => {
    const policies = objects().filter(({ kind }) => kind === 'NetworkPolicy');
    for (const { labels: podLabels, container } of programs()) {
      const matching = policies.filter((policy) => selects(policy, podLabels));
      const directions = matching.map(({ spec }) => spec?.['policyTypes']);
      expect([container.name, directions]).toEqual([container.name, [['Ingress', 'Egress']]]);
    }
  });

  test('each Deployment selects its own pods only, and each Service some', () => {
    for (const object of objects().filter(({ kind }) => kind === 'Deployment')) {
      const matching = programs().filter(({ labels: podLabels }) => selects(object, podLabels));
      expect(matching.map(({ owner }) => owner.metadata.name)).toEqual([object.metadata.name]);
    }
    for (const object of objects().filter(({ kind }) => kind === 'Service'))
      expect(programs().some(({ labels: podLabels }) => selects(object, podLabels))).toBe(true);
  });

  test('API and workers have a budget for disruptions that spares all but one', () => {
    const budgets = objects().filter(({ kind }) => kind === 'PodDisruptionBudget');
    for (const { labels: podLabels, container } of servers().filter(
      ({ container: { name } }) => name !== 'codec',
    )) {
      const matching = budgets.filter((budget) => selects(budget, podLabels));
      const spared = matching.map(({ spec }) => spec?.['maxUnavailable']);
      expect([container.name, spared]).toEqual([container.name, [1]]);
    }
  });

  test('each server has probes at a port that it listens on', () => {
    for (const { container } of servers()) {
      const environment = environmentOf(container);
      const ports = new Set(
        ['PORT', 'ONBOARDING_CODEC_PORT', 'ONBOARDING_WORKER_HEALTH', 'ONBOARDING_WORKER_METRICS'].map(
          (name) => Number(environment[name]?.split(':').at(-1)),
        ),
      );
      expect(container.ports.filter(({ containerPort }) => !ports.has(containerPort))).toEqual([]);
      for (const probe of [container.startupProbe, container.livenessProbe, container.readinessProbe])
        expect(container.ports.map(({ name }) => name)).toContain(probe?.httpGet.port);
      expect(container.livenessProbe?.httpGet.path).toBe('/live');
      expect(container.readinessProbe?.httpGet.path).toBe(container.name === 'codec' ? '/live' : '/ready');
    }
  });

  test('a server has the time to stop that docs/deployment.md asks for', () => {
    for (const { pod, container } of servers()) {
      const drain = Number.parseInt(environmentOf(container)['ONBOARDING_DRAIN'] ?? '0', 10);
      const needed = container.name === 'worker' ? 30 : 15 + drain;
      expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(needed);
    }
  });

  test('every name can be one of Kubernetes, and a pod of it too', () => {
    const names = objects().map(({ metadata }) => metadata.name);
    expect(names.filter((name) => !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name) || name.length > 52)).toEqual(
      [],
    );
  });
});

test('the longest name of a release and of a build makes valid names', () => {
  const builds = 'worker.builds=[{"id":"2026-11-27.main.abcdef01","tag":"1.0.0"}]';
  const options = { release: 'a-name-that-has-thirty-letters', args: ['--set-json', builds] };
  const names = render('minimal', options).map(({ metadata }) => metadata.name);
  expect(names.some((name) => name.includes('abcdef01'))).toBe(true);
  expect(names.filter((name) => name.length > 63)).toEqual([]);
});

test('builds run side by side, each with its image, and the job makes the right one current', () => {
  const programs = programsIn(render('everything'));
  const workers = programs.filter(({ container }) => container.name === 'worker');
  const idAndImage = ({ container }: (typeof programs)[number]) => [
    environmentOf(container)['ONBOARDING_BUILD_ID'],
    container.image,
  ];
  const image = 'registry.example.com/vultr-onboarding';
  expect(workers.map(idAndImage)).toEqual([
    ['1.4.0', `${image}:1.4.0`],
    ['1.5.0', `${image}:1.5.0`],
  ]);
  const job = programs.find(({ container }) => container.name === 'make-current');
  expect(job && idAndImage(job)).toEqual(['1.5.0', `${image}:1.5.0`]);
  expect(job?.owner.metadata.annotations?.['helm.sh/hook']).toBe('post-install,post-upgrade');
});

test('without builds, workers have no build ID, and nothing is made current', () => {
  const programs = programsIn(render('minimal'));
  expect(programs.map(({ container }) => container.name).toSorted()).toEqual([
    'api',
    'codec',
    'doctor',
    'worker',
  ]);
  expect(programs.filter(({ container }) => 'ONBOARDING_BUILD_ID' in environmentOf(container))).toEqual([]);
});

test('the image has the version of the service unless the values say otherwise', () => {
  const images = programsIn(render('minimal')).map(({ container }) => container.image);
  expect(new Set(images)).toEqual(new Set([`vultr-onboarding:${packageJson.version}`]));
});
