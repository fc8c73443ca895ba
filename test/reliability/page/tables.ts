import { type CallSite, nameOf } from '../faults/calls.ts';
import { dialects } from '../faults/dialects.ts';
import type { FaultCell } from '../faults/fault-cases.ts';
import { faults } from '../faults/faults.ts';
import { lateDialects } from '../faults/late-commits.ts';
import { type Done, type Findings, judgedCells } from '../findings.ts';
import type { Scenario } from '../scenario.ts';

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '--'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** `✓ 6/6`, `asks 6/6`, and `✗ 1/6` for what failed; empty where there is no such cell. */
export function outcomeOf(cells: readonly Done<unknown>[]): string {
  const share = (mark: string, some: readonly Done<unknown>[]) =>
    some.length === 0 ? [] : [`${mark} ${some.length}/${cells.length}`];
  const fine = cells.filter(({ failed }) => !failed);
  const [asked, alone] = [fine.filter(hasAsked), fine.filter((cell) => !hasAsked(cell))];
  return [
    ...share('✓', alone),
    ...share('asks', asked),
    ...share(
      '✗',
      cells.filter(({ failed }) => failed),
    ),
  ].join(' ');
}

function hasAsked({ result }: Done<unknown>): boolean {
  return result.asked !== undefined;
}

export function numbersTable(findings: Findings): string {
  const cells = judgedCells(findings);
  const sum = (of: 'mails' | 'reasons') => String(cells.reduce((all, { result }) => all + result[of], 0));
  const asked = Map.groupBy(cells, ({ result }) => result.asked ?? '');
  const alone = asked.get('')?.filter(({ result }) => result.over).length ?? 0;
  asked.delete('');
  return table(
    ['what', 'how many'],
    [
      ['cells', String(cells.length)],
      ['… a fault at a call to Vultr, and runs without any', String(findings.faults.length)],
      ['… the worker dies', String(findings.workerDeaths.length)],
      ['… Temporal dies', String(findings.temporalDeaths.length)],
      ['… the API dies', String(findings.apiDeaths.length)],
      ['cells that failed', String(cells.filter(({ failed }) => failed).length)],
      ['mails that there was a reason for', sum('reasons')],
      ['mails that were sent', sum('mails')],
      ['runs that came to their end by themselves', String(alone)],
      ...[...asked].map(([code, runs]) => [
        `runs that asked a person with \`${code}\` and came to their end after one \`retry\``,
        String(runs.filter(({ result }) => result.over).length),
      ]),
    ],
  );
}

export function dialectsTable(): string {
  return table(
    ['dialect', 'what it is'],
    dialects.map(({ name, why }) => [`\`${name}\``, why]),
  );
}

export function faultsTable(): string {
  return table(
    ['fault', 'what happens'],
    faults.map(({ name, what }) => [name, what]),
  );
}

/** Calls down, faults across, the outcome over all dialects in between. */
export function matrixTable({ calls }: Scenario, cells: readonly Done<FaultCell>[]): string {
  const at = (call: CallSite, fault: string) =>
    cells.filter(
      ({ cell }) =>
        cell.fault?.name === fault && cell.call !== undefined && nameOf(cell.call) === nameOf(call),
    );
  const rows = calls.map((call) => [rowName(call), ...faults.map(({ name }) => outcomeOf(at(call, name)))]);
  return table(['call', ...faults.map(({ name }) => name)], rows);
}

export function rowName({ activity, operation, readBack }: CallSite): string {
  return `${activity}: \`${operation}\`${readBack ? ', read back' : ''}`;
}

export function workerDeathsTable({ workerDeaths }: Findings): string {
  const types = Map.groupBy(workerDeaths, ({ result }) => result.type);
  const rows = [...types].toSorted(([a], [b]) => a.localeCompare(b));
  return table(
    ['last event in the history', "run's history", "group's history", 'outcome'],
    rows.map(([type, cells]) => [
      type,
      String(cells.filter(({ cell }) => cell.history === 'run').length),
      String(cells.filter(({ cell }) => cell.history === 'group').length),
      outcomeOf(cells),
    ]),
  );
}

export function temporalDeathsTable({ temporalDeaths }: Findings): string {
  return table(
    ['state', 'what has just begun', 'outcome'],
    temporalDeaths.map((done) => {
      const { state, activity } = done.cell.moment;
      return [`\`${state}\``, activity, outcomeOf([done])];
    }),
  );
}

export function apiDeathsTable({ apiDeaths }: Findings): string {
  return table(
    ['the API dies', 'the repeated POST is answered with', 'outcome'],
    apiDeaths.map((done) => [done.cell.moment.name, done.cell.moment.answers.join(', '), outcomeOf([done])]),
  );
}

/** What there was too much of, for each write. */
export function lateCommitsTable({ lateCommits }: Findings): string {
  const head = ['a write that is carried out too late'];
  const rows = Map.groupBy(lateCommits, ({ cell }) => (cell.call === undefined ? '' : rowName(cell.call)));
  return table(
    head.concat(lateDialects.map(({ name }) => `too much in \`${name}\``)),
    [...rows].map(([call, cells]) => [call].concat(lateDialects.map(({ name }) => surplusIn(cells, name)))),
  );
}

function surplusIn(cells: readonly Done<FaultCell>[], dialect: string): string {
  const ofDialect = cells.filter(({ cell }) => cell.dialect.name === dialect);
  return ofDialect.map(({ result }) => result.wrongs.join('; ') || 'nothing').join('; ');
}
