import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import packageJson from '../../package.json' with { type: 'json' };
import { settings } from '../../src/config/settings.ts';
import { readProjectFile } from './compose-file.ts';

/** Settings that the chart itself makes of its values, or that the image has. */
const madeByTheChart = new Set([
  'PORT',
  'HOST',
  'ONBOARDING_DRAIN',
  'ONBOARDING_CODEC_PORT',
  'ONBOARDING_ROLES_FILE',
  'ONBOARDING_WORKER_METRICS',
  'ONBOARDING_WORKER_HEALTH',
  'ONBOARDING_BUILD_ID',
  'ONBOARDING_WORKFLOW_BUNDLE',
]);

const schemaFile = z.object({
  $defs: z.object({
    settings: z.object({
      propertyNames: z.object({
        anyOf: z.tuple([z.object({ enum: z.array(z.string()) }), z.object({ pattern: z.string() })]),
      }),
    }),
  }),
});
const schema = schemaFile.parse(JSON.parse(readProjectFile('deploy/helm/values.schema.json')));
const [{ enum: names }, { pattern }] = schema.$defs.settings.propertyNames.anyOf;

describe('the settings that the values of the chart may have', () => {
  test('are all that are neither secret, nor made by the chart, nor for npm start', () => {
    const expected = Object.entries(settings).flatMap(([name, setting]) =>
      'secret' in setting || setting.group === 'npm start' || madeByTheChart.has(name) ? [] : [name],
    );
    expect(names.toSorted()).toEqual(expected.toSorted());
  });

  test('are, besides, those of OpenTelemetry and of the TLS of Temporal, but no secret', () => {
    const allowed = new RegExp(pattern);
    expect(allowed.test('OTEL_SERVICE_NAME') && allowed.test('TEMPORAL_TLS_SERVER_NAME')).toBe(true);
    expect(allowed.test('TEMPORAL_API_KEY') || allowed.test('ONBOARDING_ID_KEY')).toBe(false);
  });
});

test('what the chart makes itself is a setting', () => {
  expect([...madeByTheChart].filter((name) => !(name in settings))).toEqual([]);
});

test('the chart has the version of the service', () => {
  const chart: unknown = parse(readProjectFile('deploy/helm/Chart.yaml'));
  expect(chart).toMatchObject({ version: packageJson.version, appVersion: packageJson.version });
});
