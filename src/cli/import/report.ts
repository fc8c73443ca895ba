import type { StartedItem } from '../../contract/api/batch.ts';
import { plural } from '../../contract/lib/plural.ts';
import { type AnyPlan, planLosses, planReason, planWarnings } from '../../csv/plans.ts';
import { formatMistake, type Row, type ValidRow } from '../../csv/row.ts';
import type { PersonRequest } from '../../csv/subject.ts';
import type { ImportKind } from './kinds.ts';

/** A valid row, and what would happen to it. */
export type Planned = { readonly line: number; readonly email: string; readonly item: AnyPlan };

/** A valid row, and what happened to it. */
export type Started = { readonly line: number; readonly email: string; readonly item: StartedItem };

type PlanWords = Pick<ImportKind<never, never>, 'flow' | 'headings'> & {
  readonly subject: { readonly noun: string };
};

const maxExamples = 5;
const maxMistakes = 50;

/** The plan for people: how many of each kind, with a few examples; rows that are refused, conflict or have warnings are all listed. */
export function formatPlan(
  { subject: { noun }, flow, headings }: PlanWords,
  planned: readonly Planned[],
  repeated: readonly ValidRow<PersonRequest>[],
): string {
  const byKind = Map.groupBy(planned, ({ item }) => item.plan);
  const kinds = Object.entries(headings)
    .map(([kind, heading]) => ({ kind, heading, rows: byKind.get(kind as AnyPlan['plan']) ?? [] }))
    .filter(({ rows }) => rows.length > 0)
    .map(({ kind, heading, rows }) => {
      const listAll = kind === 'refuse' || kind === 'conflict';
      const listed = rows.slice(0, listAll ? rows.length : maxExamples);
      return formatList(`${heading}: ${rows.length}`, listed.map(formatPlanned), rows.length);
    });
  const heading = `Plan for ${plural(planned.length, noun)}:`;
  return [heading, ...kinds, ...formatWarnings(planned), ...formatRepeated(repeated, noun, flow)].join('\n');
}

function formatPlanned({ line, email, item }: Planned): string {
  const losses = planLosses(item);
  const details = [planReason(item), losses === undefined ? undefined : `loses ${losses}`];
  return [`line ${line}: ${email}`, ...details.filter((text) => text !== undefined)].join(': ');
}

function formatWarnings(planned: readonly Planned[]): string[] {
  const warnings = planned.flatMap(({ line, email, item }) =>
    planWarnings(item).map((warning) => `line ${line}: ${email}: ${warning}`),
  );
  return warnings.length === 0 ? [] : [formatList(`warnings: ${warnings.length}`, warnings, warnings.length)];
}

function formatRepeated(rows: readonly ValidRow<PersonRequest>[], noun: string, flow: string): string[] {
  if (rows.length === 0) return [];
  const listed = rows
    .slice(0, maxExamples)
    .map(
      ({ line, sameAs, request }) => `line ${line}: ${request.email}: the same ${noun} as on line ${sameAs}`,
    );
  return [formatList(`repeated in the file, one ${flow} each: ${rows.length}`, listed, rows.length)];
}

function formatList(heading: string, listed: readonly string[], total: number): string {
  const more = total > listed.length ? [`… and ${total - listed.length} more`] : [];
  return [`  ${heading}`, ...[...listed, ...more].map((line) => `    ${line}`)].join('\n');
}

/** All mistakes of all rows, but no more than a person would read. */
export function formatMistakes(rows: readonly Row<unknown>[]): string {
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

/** Whether a start neither started nor found anything. */
export function hasFailed({ item }: Started): boolean {
  return item.status !== 202 && item.status !== 200;
}
