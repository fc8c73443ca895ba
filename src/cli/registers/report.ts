import type { Execution } from '../../temporal/execution.ts';
import { plural } from '../../contract/lib/plural.ts';
import type { Exported } from './export-registers.ts';
import type { Imported } from './import-registers.ts';
import type { InProgress } from './in-progress.ts';
import type { Refreshed } from './refresh-registers.ts';

const maxShown = 20;

export function isComplete({ left }: Refreshed): boolean {
  return left.length === 0;
}

/** How many registers were refreshed and are left, why, and what else is open from before. */
export function formatRefreshed(refreshed: Refreshed): string {
  const { before, total, left, onboardings, others } = refreshed;
  const time = before.toISOString();
  const refreshedCount = total - left.length;
  const unreadable = left.filter((execution) => execution.unreadable !== undefined);
  const readable = left.length - unreadable.length;
  const remedy =
    readable === 0
      ? []
      : [
          `${plural(readable, 'register')} ${readable === 1 ? 'has' : 'have'} not continued as new: check that workers are running (npm run doctor), then run this again with --before ${time}.`,
        ];
  return lines([
    `Of ${plural(total, 'register')} that started before ${time}, ${refreshedCount} ${refreshedCount === 1 ? 'is' : 'are'} refreshed and ${left.length} ${left.length === 1 ? 'is' : 'are'} left.`,
    ...remedy,
    ...formatUnreadable(unreadable),
    onboardings + others === 0
      ? 'Nothing else is open that started before then.'
      : `Also open since before then: ${plural(onboardings, 'onboarding')}, ${plural(others, 'other execution')}. They are not refreshed: they continue as new or end by themselves. To count them again later, use --before ${time}.`,
    'See "Retire a patch or a key" in docs/upgrades.md.',
  ]);
}

function formatUnreadable(unreadable: readonly Execution[]): string[] {
  const byReason = Map.groupBy(unreadable, (execution) => execution.unreadable?.reason ?? '');
  return [...byReason].map(
    ([reason, executions]) =>
      `${plural(executions.length, 'register')} cannot be decrypted (${shorten(executions.map(({ workflowId }) => workflowId))}): ${reason} The workers need that key, too.`,
  );
}

export function isExportComplete({ unreadable }: Exported): boolean {
  return unreadable.size === 0;
}

export function formatExported(
  { written, inProgress, unreadable }: Exported,
  file: string | undefined,
): string {
  return lines([
    `${plural(written, 'person', 'people')} written${file === undefined ? '' : ` to ${file}`}.`,
    ...formatInProgress(inProgress, 'After an import'),
    ...formatPeople(
      `${plural(unreadable.size, 'person', 'people')} left out, because they cannot be read:`,
      unreadable,
    ),
    'The export contains personal data in plain text.',
  ]);
}

export function isImportComplete({ different }: Imported): boolean {
  return different.length === 0;
}

export function formatImported(
  { started, same, different }: Imported,
  inProgress: readonly InProgress[],
): string {
  return lines([
    `${plural(started, 'person', 'people')} imported, ${same} existed already and ${same === 1 ? 'is' : 'are'} the same, ${different.length} existed and differ${different.length === 1 ? 's' : ''}.`,
    ...formatPeople(
      'Left as they are in Temporal:',
      new Map(different.map(({ id, reason }) => [id, reason])),
    ),
    ...formatInProgress(inProgress, 'Now'),
  ]);
}

/** What to do about the people for whom the file has no register. */
function formatInProgress(people: readonly InProgress[], when: 'After an import' | 'Now'): string[] {
  const joining = people.filter(({ inProgress: { request } }) => request !== undefined);
  const leaving = people.filter(({ inProgress: { order } }) => order !== undefined);
  const others = people.filter(({ inProgress: { request, order } }) => (request ?? order) === undefined);
  const remedy =
    when === 'Now'
      ? 'Stop requests for them:'
      : 'Wait until it has ended, then export again, or stop requests for them:';
  return [
    ...formatPeople(
      `${count(joining, 'has', 'have')} an onboarding in progress. ${when}, send the "request" of each of these lines to POST /v1/onboardings. It adopts the invitation and the group that exist, without a second email:`,
      statesOf(joining),
    ),
    ...formatPeople(
      `${count(leaving, 'is', 'are')} leaving. ${when}, before any other request for them, send the "order" of each of these lines to POST /v1/offboardings:`,
      statesOf(leaving),
    ),
    ...formatPeople(
      `${count(others, 'has', 'have')} an onboarding or a departure that is being called off. An import does not restore it, so a request for the person would be served as that of an unknown one. ${remedy}`,
      statesOf(others),
    ),
  ];
}

function count(people: readonly InProgress[], verb: string, verbs: string): string {
  return `${plural(people.length, 'person', 'people')} ${people.length === 1 ? verb : verbs}`;
}

function statesOf(people: readonly InProgress[]): ReadonlyMap<string, string> {
  return new Map(people.map(({ id, inProgress: { state } }) => [id, state]));
}

function formatPeople(heading: string, people: ReadonlyMap<string, string>): string[] {
  if (people.size === 0) return [];
  const shown = [...people].slice(0, maxShown).map(([id, text]) => `  ${id}: ${text}`);
  const more = people.size > maxShown ? [`  and ${people.size - maxShown} more`] : [];
  return [heading, ...shown, ...more];
}

function shorten(ids: readonly string[]): string {
  return `${ids.slice(0, 3).join(', ')}${ids.length > 3 ? ', …' : ''}`;
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
