import { spawnSync } from 'node:child_process';
import { describe, expect, inject, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { chartDir, helm, installations, render, renderText, valuesOf } from './chart.ts';

/** Checks a manifest against the schemas of Kubernetes and of the Prometheus Operator. Returns what kubeconform says. */
function conform(manifest: string): { readonly succeeded: boolean; readonly output: string } {
  const { kubeconform, schemas } = inject('helm');
  const location = `${schemas}/{{ .ResourceKind }}{{ .KindSuffix }}.json`;
  const args = ['-strict', '-summary', '-schema-location', location];
  const { status, stdout, stderr } = spawnSync(kubeconform, args, { input: manifest, encoding: 'utf8' });
  return { succeeded: status === 0, output: stdout + stderr };
}

describe.each(installations)('the chart with the values %s', (installation) => {
  test('passes helm lint', () => {
    const result = helm('lint', '--strict', chartDir, '--values', valuesOf(installation));
    expect(result).toMatchObject({ succeeded: true });
  });

  test('passes kubeconform: every object is one of Kubernetes or of the Prometheus Operator', () => {
    const { length } = render(installation);
    expect(conform(renderText(installation))).toEqual({
      succeeded: true,
      output: expect.stringMatching(
        new RegExp(
          `^Summary: ${length} resources found .*Valid: ${length}, Invalid: 0, Errors: 0, Skipped: 0\\s*$`,
        ),
      ),
    });
  });
});

describe('kubeconform', () => {
  test.each([
    ['a field that does not exist', 'maxUnavailable: 1', 'maxUnavailble: 1'],
    ['a field of another type', 'replicas: 2', 'replicas: two'],
    ['a selector that is missing', 'selector:', 'choice:'],
  ])('finds %s', (_what, right, wrong) => {
    const manifest = renderText('minimal');
    expect(manifest).toContain(right);
    expect(conform(manifest.replaceAll(right, wrong)).succeeded).toBe(false);
  });

  test('finds a mistake in each kind of object', () => {
    const kinds = new Set(render('everything').map(({ kind }) => kind));
    const passed = [...kinds].filter((kind) => {
      const first = parseAllDocuments(renderText('everything')).find(
        (document) => document.get('kind') === kind,
      );
      first?.set('specification', {});
      return conform(String(first)).succeeded;
    });
    expect(kinds.size).toBeGreaterThan(7);
    expect(passed).toEqual([]);
  });
});

describe('values that cannot work', () => {
  test.each([
    ['no address of Temporal', 'temporal.address=', 'Set temporal.address'],
    ['no Secret', 'secrets.name=', 'Set secrets.name'],
    ['a setting with a typo', 'settings.ONBOARDING_ORGANISATION=acme', 'ONBOARDING_ORGANISATION'],
    ['a secret in plain text', 'settings.VULTR_API_KEY=secret', 'VULTR_API_KEY'],
    ['a setting that the chart makes', 'api.settings.PORT=80', 'PORT'],
    ['a value that does not exist', 'workers.replicas=3', 'workers'],
    ['a current build without workers', 'worker.current=1.6.0', 'worker.builds has no build with this id'],
  ])('%s is refused', (_what, value, message) => {
    const values = ['--values', valuesOf('minimal'), '--set-string', value];
    const { succeeded, output } = helm('template', 'onboarding', chartDir, ...values);
    expect(succeeded).toBe(false);
    expect(output).toContain(message);
  });

  test('a release with a name that is too long is refused', () => {
    const { succeeded, output } = helm('template', 'a'.repeat(31), chartDir, '--values', valuesOf('minimal'));
    expect(succeeded).toBe(false);
    expect(output).toContain('at most 30 characters');
  });
});
