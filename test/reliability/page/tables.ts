import { rowName } from '../faults/calls.ts';
import { dialects } from '../faults/dialects.ts';
import { faults } from '../faults/faults.ts';
import { lateDialects } from '../faults/late-commits.ts';
import type { Outcome, Results } from '../results.ts';
import type { Scenario } from '../scenario.ts';
import { scenarios, scenariosWithFaults } from '../scenarios.ts';

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '--'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** `✓ 6/6` for cases that passed and `✗ 1/6` for cases that failed. Empty if there is no such case. */
function formatOutcome(outcome: Outcome | undefined): string {
  if (outcome === undefined) return '';
  const { passed, failed } = outcome;
  const share = (mark: string, count: number) => (count === 0 ? [] : [`${mark} ${count}/${passed + failed}`]);
  return [...share('✓', passed), ...share('✗', failed)].join(' ');
}

export function numbersTable({ numbers }: Results): string {
  const { faults: faultCases, workerCrashes, temporalCrashes, apiCrashes } = numbers;
  const rows: [string, number][] = [
    ['cases', faultCases + workerCrashes + temporalCrashes + apiCrashes],
    ['… a fault at a call to Vultr, and onboardings without a fault', faultCases],
    ['… the worker crashes', workerCrashes],
    ['… Temporal crashes', temporalCrashes],
    ['… the API crashes', apiCrashes],
    ['failed cases', numbers.failed],
    ['emails with a reason', numbers.emailsWithReason],
    ['emails sent', numbers.emails],
    ['onboardings that ended by themselves', numbers.endedByThemselves],
    ...Object.entries(numbers.endedAfterRetry).map(([code, count]): [string, number] => [
      `onboardings that needed attention with \`${code}\` and ended after one \`retry\``,
      count,
    ]),
  ];
  return table(
    ['what', 'number'],
    rows.map(([name, count]) => [name, String(count)]),
  );
}

export function dialectsTable(): string {
  return table(
    ['dialect', 'how Vultr works in it'],
    dialects.map(({ name, description }) => [`\`${name}\``, description]),
  );
}

export function faultsTable(): string {
  return table(
    ['fault', 'what happens'],
    faults.map(({ name, description }) => [name, description]),
  );
}

/** The scenarios without a table of their own. */
export function furtherScenariosTable(): string {
  const others = scenarios.filter((scenario) => !scenariosWithFaults.includes(scenario));
  return table(
    ['scenario', 'what happens in it'],
    others.map(({ name, description }) => [name, description]),
  );
}

/** One row for each call and one column for each fault, with the outcome over all dialects. */
export function matrixTable({ name: scenario, calls }: Scenario, results: Results): string {
  const rows = calls.map(rowName).map((row) => {
    const outcomes = results.faults[scenario]?.[row];
    return [row].concat(faults.map(({ name }) => formatOutcome(outcomes?.[name])));
  });
  return table(['call', ...faults.map(({ name }) => name)], rows);
}

export function workerCrashesTable({ workerCrashes }: Results): string {
  return table(
    ['last event in the history', 'history of the onboarding', 'history of the group writer', 'outcome'],
    workerCrashes.map(({ eventType, onboarding, group, outcome }) => [
      eventType,
      String(onboarding),
      String(group),
      formatOutcome(outcome),
    ]),
  );
}

export function temporalCrashesTable({ temporalCrashes }: Results): string {
  return table(
    ['scenario', 'state', 'activity or workflow that has just started', 'outcome'],
    temporalCrashes.map(({ scenario, state, started, outcome }) => [
      scenario,
      `\`${state}\``,
      started,
      formatOutcome(outcome),
    ]),
  );
}

export function apiCrashesTable({ apiCrashes }: Results): string {
  return table(
    ['scenario', 'the API crashes', 'statuses of the repeated POST', 'outcome'],
    apiCrashes.map(({ scenario, moment, statuses, outcome }) => [
      scenario,
      moment,
      statuses.join(', '),
      formatOutcome(outcome),
    ]),
  );
}

/** The surplus that each late write leaves behind. */
export function lateCommitsTable({ lateCommits }: Results): string {
  return table(
    ['write that is executed too late', ...lateDialects.map(({ name }) => `surplus in \`${name}\``)],
    Object.entries(lateCommits).map(([row, surplus]) =>
      [row].concat(lateDialects.map(({ name }) => surplus[name] ?? '')),
    ),
  );
}
