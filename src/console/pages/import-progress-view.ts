import { plural } from '../../contract/lib/plural.ts';
import { formatResult, type IdColumn } from '../../csv/format-result.ts';
import { html, type Html, join } from '../../html/html.ts';
import { instant } from '../frame/instant.ts';
import { stateBadge, stateTexts } from '../frame/state-badge.ts';
import type { FailedRow, ImportedFile, RunningImport } from '../import/imports.ts';
import type { ImportKind, StartedFlow } from '../import/kinds.ts';
import { personPath } from '../paths.ts';
import { countRow } from './count-row.ts';

export type ProgressModel = {
  /** How many rows the import starts, if the address says it. */
  readonly total: number | undefined;
  readonly started: readonly StartedFlow[];
  readonly running?: RunningImport;
};

type ProgressKind = Pick<ImportKind<never, never>, 'path' | 'flow' | 'title'> & {
  readonly subject: { readonly idColumn: IdColumn };
};

/** More people than a person would read. */
const maxPeople = 200;

/** How far an import is: what its rows have led to, those that need a person first. */
export function progressView(
  { path, flow, title, subject }: ProgressKind,
  { total, started, running }: ProgressModel,
): Html {
  const byState = Map.groupBy(started, ({ state }) => state);
  const counts = Object.entries(stateTexts).map(([state, { text }]) => ({
    text,
    count: byState.get(state as StartedFlow['state'])?.length ?? 0,
  }));
  const people = started.toSorted((a, b) => rankOf(a) - rankOf(b) || a.email.localeCompare(b.email));
  const more = people.length - maxPeople;
  return html`<h1>${title}</h1>
    ${total === undefined ? html`<p>${plural(started.length, flow)} of this import.</p>` : startedOf(started.length, total, flow)}
    ${total !== undefined && started.length < total ? unfinished(running) : ''}
    ${failures(running, subject.idColumn)}
    ${
      started.length === 0
        ? ''
        : html`<table class="tally">
              <caption>
                Where they are
              </caption>
              <thead>
                <tr>
                  <th scope="col">People</th>
                  <th scope="col">State</th>
                </tr>
              </thead>
              <tbody>
                ${join(counts.map(({ text, count }) => countRow(count, text)))}
              </tbody>
            </table>
            <h2>People</h2>
            <table>
              <thead>
                <tr>
                  <th scope="col">Person</th>
                  <th scope="col">State</th>
                  <th scope="col">Since</th>
                </tr>
              </thead>
              <tbody>
                ${join(people.slice(0, maxPeople).map(personRow))}
              </tbody>
            </table>
            ${more > 0 ? html`<p>and ${more} more</p>` : ''}`
    }
    <p><a href="${path}">Import another file</a></p>`;
}

function rankOf({ state }: StartedFlow): number {
  return state === 'needs_attention' ? 0 : 1;
}

function startedOf(count: number, total: number, flow: string): Html {
  return html`<p>
    <label for="progress">${count} of ${plural(total, flow)} started</label>
    <progress id="progress" value="${count}" max="${total}"></progress>
  </p>`;
}

function unfinished(running: RunningImport | undefined): Html {
  if (running?.isRunning === true)
    return html`<p>
      The others are being started. This page refreshes itself; without a script, reload it.
    </p>`;
  return html`<p>
    If this number no longer rises, the start was interrupted, or rows were refused.
    ${running === undefined ? 'Why they were refused is known only to the process that took this import, until it restarts.' : ''}
    Import the same file again: the plan shows who is left, and nothing is done twice.
  </p>`;
}

function failures(running: RunningImport | undefined, idColumn: IdColumn): Html {
  const failed = running?.failed.toSorted((a, b) => a.line - b.line) ?? [];
  if (running === undefined || failed.length === 0) return html``;
  return html`<h2>Not started</h2>
    <p>
      Only the process that took this import knows these rows, until it restarts.
      <a href="${csvAddress(running.file, failed, idColumn)}" download="not-started.csv">Save them as CSV</a>,
      to correct and import them again.
    </p>
    <ul>
      ${join(failed.map(({ line, reason }) => html`<li>line ${line}: ${reason}</li>`))}
    </ul>`;
}

/** The file itself, because the next request may reach a process that does not have it. */
function csvAddress(
  { delimiter, header }: ImportedFile,
  failed: readonly FailedRow[],
  idColumn: IdColumn,
): string {
  const reasons = new Map(failed.map(({ line, reason }) => [line, reason]));
  const rows = failed.map(({ line, fields }) => ({ line, fields, mistakes: [] }));
  const csv = formatResult({ delimiter, header, rows }, idColumn, ({ line }) => ({
    outcome: 'failed',
    error: reasons.get(line),
  }));
  return `data:text/csv;charset=utf-8,${encodeURIComponent(csv)}`;
}

function personRow({ id, email, state, since }: StartedFlow): Html {
  return html`<tr>
    <th scope="row"><a href="${personPath(id)}">${email}</a></th>
    <td>${stateBadge(state)}</td>
    <td>${instant(since)}</td>
  </tr>`;
}
