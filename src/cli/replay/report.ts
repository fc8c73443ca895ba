import { describeEvent, eventIdOf } from '../../workers/replay/history.ts';
import type { ReplayFailure } from '../../workers/replay/replayer.ts';
import { plural } from '../../contract/lib/plural.ts';
import type { ExecutionToReplay } from './list-executions.ts';
import type { Replayed } from './replay-lists.ts';
import { skippedOf, skipReasons } from './tally.ts';

export function formatFailure(
  { type, workflowId, runId }: ExecutionToReplay,
  { event, reason }: ReplayFailure,
): string {
  return `✗ ${type} ${workflowId}, run ${runId}\n    event ${eventIdOf(event)}, ${describeEvent(event)}: ${reason}\n`;
}

/** A table of the workflow types, why executions were skipped, which lists were cut short, and the conclusion. */
export function formatReport({ tally, cut }: Replayed, limit: number): string {
  const types = [...tally.types].toSorted(([one], [other]) => one.localeCompare(other));
  const width = Math.max('workflow type'.length, ...types.map(([type]) => type.length));
  const row = (type: string, ...cells: readonly (string | number)[]) =>
    `${type.padEnd(width)}  ${cells.map((cell) => String(cell).padStart(8)).join('  ')}`;
  const table = types.map(([type, one]) => row(type, one.replayed, one.failed, skippedOf(one)));
  const skips = types.flatMap(([type, { skipped }]) =>
    [...skipped].map(([reason, count]) => `${count} of ${type} skipped: ${skipReasons[reason]}.`),
  );
  const cuts = cut.map(
    ({ description }) =>
      `There are more ${description} than ${limit}, and the others were not replayed (--limit).`,
  );
  const blocks = [
    types.length === 0 ? [] : [row('workflow type', 'replayed', 'failed', 'skipped'), ...table],
    [...skips, ...cuts],
    [conclusionOf(tally.totals())],
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function conclusionOf({ replayed, failed }: ReturnType<Replayed['tally']['totals']>): string {
  if (failed > 0)
    return `This build cannot continue ${plural(failed, 'execution')}. Do not make it current: see "Replay before a build gets work" in docs/upgrades.md.`;
  if (replayed === 0)
    return 'Nothing was replayed, so this shows nothing about the build. Check TEMPORAL_NAMESPACE, ONBOARDING_ORGANIZATION and the query.';
  return `${plural(replayed, 'execution')} replayed, and this build continues ${replayed === 1 ? 'it' : 'them all'}.`;
}

/** 0 if everything replayed, 1 if something did not, 2 if there was nothing to replay. */
export function exitCodeOf({ tally }: Replayed): 0 | 1 | 2 {
  const { replayed, failed } = tally.totals();
  if (failed > 0) return 1;
  return replayed > 0 ? 0 : 2;
}
