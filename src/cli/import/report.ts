import type { PlanItem, StartedItem } from '../../contract/api/batch.ts';
import { plural } from '../plural.ts';
import { formatMistake, type HireRow, type ValidRow } from './hire-row.ts';

/** A valid row, and what would happen to it. */
export type Planned = { readonly line: number; readonly email: string; readonly item: PlanItem };

/** A valid row, and what happened to it. */
export type Started = { readonly line: number; readonly email: string; readonly item: StartedItem };

const headings: Readonly<Record<PlanItem['plan'], string>> = {
  invite: 'send an invitation',
  adopt_invitation: 'adopt a pending invitation',
  adopt_member: 'adopt a member, without an email',
  existing: 'already has this onboarding, no change',
  conflict: 'would be refused because of what exists, no change',
  refuse: 'would be refused, before any email is sent',
};

const maxExamples = 5;
const maxMistakes = 50;

/** The plan for people: how many of each kind, with a few examples; rows that are refused, conflict or have warnings are all listed. */
export function formatPlan(planned: readonly Planned[], repeated: readonly ValidRow[]): string {
  const byKind = Map.groupBy(planned, ({ item }) => item.plan);
  const kinds = Object.entries(headings)
    .map(([kind, heading]) => ({ kind, heading, rows: byKind.get(kind as PlanItem['plan']) ?? [] }))
    .filter(({ rows }) => rows.length > 0)
    .map(({ kind, heading, rows }) => {
      const listAll = kind === 'refuse' || kind === 'conflict';
      const listed = rows.slice(0, listAll ? rows.length : maxExamples);
      return formatList(`${heading}: ${rows.length}`, listed.map(formatPlanned), rows.length);
    });
  const heading = `Plan for ${plural(planned.length, 'hire')}:`;
  return [heading, ...kinds, ...formatWarnings(planned), ...formatRepeated(repeated)].join('\n');
}

function formatPlanned({ line, email, item }: Planned): string {
  const reason = planReason(item);
  return `line ${line}: ${email}${reason === undefined ? '' : `: ${reason}`}`;
}

/** Why a hire would be refused or is in conflict. */
export function planReason(item: PlanItem): string | undefined {
  if ('problem' in item) return item.problem.detail;
  return 'detail' in item ? item.detail : undefined;
}

function formatWarnings(planned: readonly Planned[]): string[] {
  const warnings = planned.flatMap(({ line, email, item }) =>
    ('warnings' in item ? (item.warnings ?? []) : []).map((warning) => `line ${line}: ${email}: ${warning}`),
  );
  return warnings.length === 0 ? [] : [formatList(`warnings: ${warnings.length}`, warnings, warnings.length)];
}

function formatRepeated(rows: readonly ValidRow[]): string[] {
  if (rows.length === 0) return [];
  const listed = rows
    .slice(0, maxExamples)
    .map(({ line, sameAs, hire }) => `line ${line}: ${hire.email}: the same hire as on line ${sameAs}`);
  return [formatList(`repeated in the file, one onboarding each: ${rows.length}`, listed, rows.length)];
}

function formatList(heading: string, listed: readonly string[], total: number): string {
  const more = total > listed.length ? [`… and ${total - listed.length} more`] : [];
  return [`  ${heading}`, ...[...listed, ...more].map((line) => `    ${line}`)].join('\n');
}

/** All mistakes of all rows, but no more than a person would read. */
export function formatMistakes(rows: readonly HireRow[]): string {
  const mistakes = rows.flatMap((row) =>
    'mistakes' in row ? row.mistakes.map((mistake) => formatMistake(row.line, mistake)) : [],
  );
  const invalid = rows.filter((row) => 'mistakes' in row).length;
  const heading = `Invalid rows: ${invalid} of ${rows.length}, with ${plural(mistakes.length, 'mistake')}`;
  const more = mistakes.length - maxMistakes;
  return [
    heading,
    ...mistakes.slice(0, maxMistakes).map((mistake) => `  ${mistake}`),
    ...(more > 0 ? [`  … and ${more} more; with --result FILE, the file lists all of them`] : []),
  ].join('\n');
}

/** Summarizes the starts. */
export function formatResult(results: readonly Started[]): string {
  const started = results.filter(({ item }) => item.status === 202).length;
  const existing = results.filter(({ item }) => item.status === 200).length;
  const failed = results.filter(hasFailed);
  const lines = failed.map(
    ({ line, email, item }) => `  line ${line}: ${email}: ${item.status} ${item.problem?.detail ?? ''}`,
  );
  return [`${started} started, ${existing} already existed, ${failed.length} failed`, ...lines].join('\n');
}

/** Whether a start neither started nor found an onboarding. */
export function hasFailed({ item }: Started): boolean {
  return item.status !== 202 && item.status !== 200;
}
