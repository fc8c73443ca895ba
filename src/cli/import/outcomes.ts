import { type AnyPlan, planReason } from '../../csv/plans.ts';
import type { RowOutcome } from '../../csv/format-result.ts';
import { formatMistake, type Mistake, type Row } from '../../csv/row.ts';
import { hasFailed, type Planned, type Started } from './report.ts';

export type ImportProgress = {
  readonly planned: readonly Planned[];
  /** The lines whose start was requested. */
  readonly requested: ReadonlySet<number>;
  readonly started: readonly Started[];
  /** Why the import ended early. */
  readonly error: string | undefined;
};

/** Returns a function that finds out what became of a row: from its mistakes, its start, or its plan. */
export function createOutcomes(progress: ImportProgress): (row: Row<unknown>) => RowOutcome {
  const plans = new Map(progress.planned.map(({ line, item }) => [line, item]));
  const starts = new Map(progress.started.map((start) => [start.line, start]));
  const { error } = progress;
  return (row) => {
    if ('mistakes' in row) return invalid(row.line, row.mistakes);
    const line = row.sameAs ?? row.line;
    const start = starts.get(line);
    if (start !== undefined) return outcomeOfStart(start);
    const plan = plans.get(line);
    if (plan?.plan === 'refuse') return { outcome: 'refused', error: planReason(plan) };
    if (error !== undefined)
      return { outcome: progress.requested.has(line) ? 'unknown' : 'not started', error };
    return plan === undefined ? { outcome: 'not started' } : outcomeOfPlan(plan);
  };
}

function invalid(line: number, mistakes: readonly Mistake[]): RowOutcome {
  return { outcome: 'invalid', error: mistakes.map((mistake) => formatMistake(line, mistake)).join('; ') };
}

function outcomeOfStart(start: Started): RowOutcome {
  const { id, status, problem } = start.item;
  if (hasFailed(start)) return { id, outcome: 'failed', error: problem?.detail ?? `status ${status}` };
  return { id, outcome: status === 202 ? 'started' : 'existing' };
}

function outcomeOfPlan(plan: AnyPlan): RowOutcome {
  const id = 'id' in plan ? plan.id : undefined;
  return { id, outcome: `planned: ${plan.plan}`, error: planReason(plan) };
}
