import { readFileSync } from 'node:fs';

const alertsText = readFileSync(new URL('../../deploy/prometheus/alerts.yml', import.meta.url), 'utf8');

const dashboardUrl = new URL('../../deploy/grafana/onboarding.json', import.meta.url);
export const dashboard: unknown = JSON.parse(readFileSync(dashboardUrl, 'utf8'));

/** Returns the names of the metrics in an expression, with Prometheus's suffixes such as `_total`, `_bucket` and `_count`. */
export function metricsIn(text: string): string[] {
  return [...new Set(text.match(/\b(?:onboarding|temporal)_[a-z_]+/g))].toSorted();
}

/** The alert rules without their comments. */
export const alertRules = alertsText.replaceAll(/^\s*#.*$/gm, '');

/** The parts of the rules that Prometheus evaluates. */
export const alertExpressions = alertRules.replaceAll(/(?:summary|runbook_url|alert|- name):.*$/gm, '');
