import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { metricNames, metrics } from '../../src/contract/metrics/metrics.ts';
import { alertEntries } from '../../tools/alert-entries.ts';
import { alertExpressions, alertRules, dashboard, metricsIn } from '../support/named-metrics.ts';

/** The service's metrics by their names in Prometheus. test/system/metrics.test.ts compares those of the SDK with a real worker. */
const exposed = new Set(
  metricNames.flatMap((name) => {
    const suffixes = { counter: ['_total'], gauge: [''], histogram: ['_bucket', '_sum', '_count'] };
    return suffixes[metrics[name].kind].map((suffix) => name + suffix);
  }),
);
const unknownMetrics = (text: string) =>
  metricsIn(text).filter((name) => name.startsWith('onboarding_') && !exposed.has(name));

describe('the alerts', () => {
  const names = [...alertRules.matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name);
  const runbooks = [...alertRules.matchAll(/runbook_url: (\S+)/g)].map(([, url = '']) => url);
  const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  const anchors = new Set(
    [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, '')
        .replaceAll(/\s/g, '-'),
    ),
  );

  test('each has an entry for the operations page, and there are no others', () => {
    expect(names.length).toBeGreaterThan(5);
    expect(Object.keys(alertEntries)).toEqual(names);
  });

  test('each links to an anchor that exists', () => {
    expect(runbooks).toEqual(names.map((name) => `docs/operations.md#${name.toLowerCase()}`));
    const missing = runbooks.filter((url) => !anchors.has(url.slice(url.indexOf('#') + 1)));
    expect(missing).toEqual([]);
  });

  test('use only metrics that the code has', () => {
    expect(metricsIn(alertExpressions).length).toBeGreaterThan(8);
    expect(unknownMetrics(alertExpressions)).toEqual([]);
  });

  test('each has a promtool test in which it fires', () => {
    const tests = readFileSync(new URL('../../deploy/prometheus/alerts.test.yml', import.meta.url), 'utf8');
    for (const name of names) expect(tests).toMatch(new RegExp(`alertname: ${name}\\n\\s+exp_alerts`));
  });
});

const source = z.object({ type: z.literal('prometheus'), uid: z.literal('${datasource}') });
const side = z.int().nonnegative();
const board = z.object({
  uid: z.string(),
  title: z.string(),
  schemaVersion: z.int().min(39),
  templating: z.object({
    list: z.tuple([
      z.object({
        name: z.literal('datasource'),
        type: z.literal('datasource'),
        query: z.literal('prometheus'),
      }),
    ]),
  }),
  panels: z.array(
    z.object({
      id: z.int().positive(),
      type: z.enum(['timeseries', 'stat']),
      title: z.string().min(1),
      datasource: source,
      gridPos: z.object({ x: side, y: side, w: side.max(24), h: side }),
      targets: z
        .array(z.object({ refId: z.string(), datasource: source, expr: z.string().min(1) }))
        .nonempty(),
    }),
  ),
});

describe('the dashboard', () => {
  const { panels } = board.parse(dashboard);

  test('panels have unique IDs and do not overlap', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBeLessThanOrEqual(24);
  });

  test.each(panels)('$title uses metrics that the code has', ({ targets }) => {
    for (const { expr } of targets) {
      expect(metricsIn(expr)).not.toEqual([]);
      expect(unknownMetrics(expr)).toEqual([]);
    }
  });

  test('shows every metric of the service', () => {
    const shown = metricsIn(JSON.stringify(panels.map(({ targets }) => targets)));
    const missing = metricNames.filter((name) => !shown.some((one) => one.startsWith(name)));
    expect(missing).toEqual([]);
  });
});
