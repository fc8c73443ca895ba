import type { PlanItem, StartedItem } from '../../contract/api/batch.ts';
import type { Row } from './read-hires.ts';

/** A row that can be sent, and what would become of it. */
export type Planned = { readonly line: number; readonly email: string; readonly item: PlanItem };

const kinds: Readonly<Record<PlanItem['plan'], string>> = {
  invite: 'get an invitation',
  adopt_invitation: 'have one already: it is adopted',
  adopt_member: 'are members already: no mail goes out',
  existing: 'have a run already: nothing happens',
  conflict: 'have an open run with other content: nothing happens',
  refuse: 'would stop before any mail',
};

const shownOfEach = 5;

/** The plan as a person reads it: how many of each kind, the first of each, and everything that is refused. */
export function formatPlan(planned: readonly Planned[]): string {
  const byKind = Map.groupBy(planned, ({ item }) => item.plan);
  return Object.entries(kinds)
    .map(([kind, words]) => ({ kind, words, rows: byKind.get(kind as PlanItem['plan']) ?? [] }))
    .filter(({ rows }) => rows.length > 0)
    .map(({ kind, words, rows }) => {
      const all = kind === 'refuse' || kind === 'conflict';
      const shown = all ? rows : rows.slice(0, shownOfEach);
      const more = rows.length > shown.length ? [`    … and ${rows.length - shown.length} more`] : [];
      return [`  ${rows.length} ${words}`, ...shown.map(lineOf), ...more].join('\n');
    })
    .join('\n');
}

function lineOf({ line, email, item }: Planned): string {
  const why = 'problem' in item ? item.problem.detail : 'detail' in item ? item.detail : undefined;
  return `    line ${line}: ${email}${why === undefined ? '' : `: ${why}`}`;
}

export function formatMistakes(rows: readonly Row[]): string {
  return rows
    .flatMap((row) =>
      'mistakes' in row ? [`  line ${row.line}: ${row.email}: ${row.mistakes.join('; ')}`] : [],
    )
    .join('\n');
}

/** What came of it; `failed` are those that neither began nor existed. */
export function formatResult(
  results: readonly { readonly line: number; readonly email: string; readonly item: StartedItem }[],
) {
  const begun = results.filter(({ item }) => item.status === 202).length;
  const existing = results.filter(({ item }) => item.status === 200).length;
  const failed = results.filter(({ item }) => item.status !== 202 && item.status !== 200);
  const lines = failed.map(
    ({ line, email, item }) => `  line ${line}: ${email}: ${item.status} ${item.problem?.detail ?? ''}`,
  );
  return {
    failed: failed.length,
    text: [`${begun} started, ${existing} had a run already, ${failed.length} failed`, ...lines].join('\n'),
  };
}
