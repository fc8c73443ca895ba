import type { PlanItem, StartedItem } from '../../contract/api/batch.ts';
import type { Row } from './read-hires.ts';

/** A valid row, and what would happen to it. */
export type Planned = { readonly line: number; readonly email: string; readonly item: PlanItem };

const headings: Readonly<Record<PlanItem['plan'], string>> = {
  invite: 'send an invitation',
  adopt_invitation: 'adopt a pending invitation',
  adopt_member: 'adopt a member, without an email',
  existing: 'already has an onboarding, no change',
  conflict: 'has an open onboarding with other data, no change',
  refuse: 'would be refused, before any email is sent',
};

const maxExamples = 5;

/** The plan for people: how many of each kind, with a few examples; rows that are refused, conflict or have
 * warnings are all listed. */
export function formatPlan(planned: readonly Planned[]): string {
  const warnings = planned.flatMap(({ line, email, item }) =>
    ('warnings' in item ? (item.warnings ?? []) : []).map(
      (warning) => `    line ${line}: ${email}: ${warning}`,
    ),
  );
  const byKind = Map.groupBy(planned, ({ item }) => item.plan);
  const kinds = Object.entries(headings)
    .map(([kind, heading]) => ({ kind, heading, rows: byKind.get(kind as PlanItem['plan']) ?? [] }))
    .filter(({ rows }) => rows.length > 0)
    .map(({ kind, heading, rows }) => {
      const listAll = kind === 'refuse' || kind === 'conflict';
      const listed = listAll ? rows : rows.slice(0, maxExamples);
      const more = rows.length > listed.length ? [`    … and ${rows.length - listed.length} more`] : [];
      return [`  ${heading}: ${rows.length}`, ...listed.map(formatRow), ...more].join('\n');
    });
  return [...kinds, ...(warnings.length > 0 ? [`  warnings: ${warnings.length}`, ...warnings] : [])].join(
    '\n',
  );
}

function formatRow({ line, email, item }: Planned): string {
  const reason = 'problem' in item ? item.problem.detail : 'detail' in item ? item.detail : undefined;
  return `    line ${line}: ${email}${reason === undefined ? '' : `: ${reason}`}`;
}

export function formatMistakes(rows: readonly Row[]): string {
  return rows
    .flatMap((row) =>
      'mistakes' in row ? [`  line ${row.line}: ${row.email}: ${row.mistakes.join('; ')}`] : [],
    )
    .join('\n');
}

/** Summarizes the starts. `failed` counts those that neither started nor already existed. */
export function formatResult(
  results: readonly { readonly line: number; readonly email: string; readonly item: StartedItem }[],
) {
  const started = results.filter(({ item }) => item.status === 202).length;
  const existing = results.filter(({ item }) => item.status === 200).length;
  const failed = results.filter(({ item }) => item.status !== 202 && item.status !== 200);
  const lines = failed.map(
    ({ line, email, item }) => `  line ${line}: ${email}: ${item.status} ${item.problem?.detail ?? ''}`,
  );
  return {
    failed: failed.length,
    text: [`${started} started, ${existing} already existed, ${failed.length} failed`, ...lines].join('\n'),
  };
}
