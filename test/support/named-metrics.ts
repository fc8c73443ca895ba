import { readFileSync } from 'node:fs';

const alertsText = readFileSync(new URL('../../deploy/prometheus/alerts.yml', import.meta.url), 'utf8');

const dashboardUrl = new URL('../../deploy/grafana/onboarding.json', import.meta.url);
export const dashboard: unknown = JSON.parse(readFileSync(dashboardUrl, 'utf8'));

/** The names of metrics in an expression, as Prometheus has them: with `_total`, `_bucket`, `_count`. */
export function metricsIn(text: string): string[] {
  return [...new Set(text.match(/\b(?:onboarding|temporal)_[a-z_]+/g))].toSorted();
}

/** The lines of the rules, comments left out. */
export const alertRules = alertsText.replaceAll(/^\s*#.*$/gm, '');

/** Of these what Prometheus evaluates. */
export const alertExpressions = alertRules.replaceAll(/(?:summary|runbook_url|alert|- name):.*$/gm, '');
