import { plural } from '../../contract/lib/plural.ts';
import { planReason, planWarnings } from '../../csv/plans.ts';
import { formatMistake } from '../../csv/row.ts';
import type { PersonRequest } from '../../csv/subject.ts';
import { html, type Html, join } from '../../html/html.ts';
import type { ImportKind, RowPlan } from '../import/kinds.ts';
import type { ImportPlan, PlannedRow } from '../import/plan.ts';
import { toHiddenFields, type Upload } from '../import/upload.ts';
import { personPath } from '../paths.ts';
import { countRow } from './count-row.ts';

/** A leaver has no name in the file. */
type PersonNames = PersonRequest & {
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
};

type PlanKind<Request extends PersonRequest> = Pick<
  ImportKind<never, Request>,
  'path' | 'flow' | 'headings' | 'change'
>;

/** The plan of a file, and the form that starts it. */
export function planView<Request extends PersonNames>(
  kind: PlanKind<Request>,
  plan: ImportPlan<Request>,
  upload: Upload,
  importId: string,
): Html {
  const { file, planned, invalid, repeated, toStart, notes } = plan;
  const groups = Object.entries(kind.headings).map(([name, heading]) => ({
    heading,
    count: planned.filter(({ item }) => item.plan === name).length,
  }));
  const warned = planned.filter(({ item }) => planWarnings(item).length > 0);
  return html`<h1>Plan for ${plural(file.rows.length, 'row')}</h1>
    ${join(file.warnings.map((warning) => html`<p class="notice info">${warning}</p>`))}
    <table class="tally">
      <caption>
        What would happen
      </caption>
      <thead>
        <tr>
          <th scope="col">Rows</th>
          <th scope="col">Plan</th>
        </tr>
      </thead>
      <tbody>
        ${countRow(invalid.length, 'invalid')}
        ${join(groups.map(({ heading, count }) => countRow(count, heading)))}
        ${countRow(repeated.length, 'repeat an earlier row')} ${countRow(warned.length, 'have a warning')}
      </tbody>
    </table>
    ${join(notes.map((note) => html`<p class="warning">${note}</p>`))}
    ${startForm(kind, plan, upload, importId)}
    ${toStart.length === 0 ? html`<p>There is nothing to start.</p>` : ''} ${mistakes(plan)}
    ${planned.length === 0 ? '' : rowTable(kind, planned)}
    <p><a href="${kind.path}">Import another file</a></p>`;
}

function startForm(
  { path, flow }: Pick<PlanKind<never>, 'path' | 'flow'>,
  { toStart, leftOut, digest }: ImportPlan<unknown>,
  upload: Upload,
  importId: string,
): Html {
  if (toStart.length === 0) return html``;
  const hidden = [
    ...toHiddenFields(upload),
    ['digest', digest],
    ['request', importId],
    ['rows', String(toStart.length)],
  ] as const;
  const left = plural(leftOut, 'row');
  return html`<form method="post" action="${path}/start" class="stack">
    ${join(hidden.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`))}
    ${
      leftOut === 0
        ? ''
        : html`<p>
            <label
              ><input type="checkbox" name="leaveOut" value="yes" required /> Leave out ${left} that cannot be
              started</label
            >
          </p>`
    }
    <p><button type="submit">Start ${plural(toStart.length, flow)}</button></p>
    <p><small>If something has changed by then, nothing is started, and you see the new plan.</small></p>
  </form>`;
}

/** More mistakes than a person would read. */
const maxMistakes = 50;

function mistakes({ invalid }: ImportPlan<unknown>): Html {
  const texts = invalid.flatMap(({ line, mistakes: ofRow }) => ofRow.map((one) => formatMistake(line, one)));
  if (texts.length === 0) return html``;
  const more = texts.length - maxMistakes;
  return html`<h2>Invalid rows</h2>
    <ul>
      ${join(texts.slice(0, maxMistakes).map((text) => html`<li>${text}</li>`))}
      ${more > 0 ? html`<li>and ${plural(more, 'more mistake')}</li>` : ''}
    </ul>`;
}

/** The order in which people should read the kinds: what is refused first. */
const urgency: readonly RowPlan['plan'][] = [
  'refuse',
  'conflict',
  'invite',
  'offboard',
  'absent',
  'adopt_invitation',
  'adopt_member',
  'existing',
];

/** Of one kind, rows with a warning come first. */
function rankOf({ item }: PlannedRow<unknown>): number {
  return urgency.indexOf(item.plan) - (planWarnings(item).length > 0 ? 0.5 : 0);
}

function rowTable<Request extends PersonNames>(
  kind: PlanKind<Request>,
  planned: readonly PlannedRow<Request>[],
): Html {
  const rows = planned.toSorted((a, b) => rankOf(a) - rankOf(b) || a.line - b.line);
  return html`<h2>Row by row</h2>
    <div class="scroll" role="region" aria-label="Row by row" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Person</th>
            <th scope="col">${kind.change.heading}</th>
            <th scope="col">Plan</th>
          </tr>
        </thead>
        <tbody>
          ${join(rows.map((row) => plannedRow(kind, row)))}
        </tbody>
      </table>
    </div>`;
}

function plannedRow<Request extends PersonNames>(
  { headings, change }: PlanKind<Request>,
  { line, request, item }: PlannedRow<Request>,
): Html {
  const { email, firstName, lastName } = request;
  const reason = planReason(item);
  const name = [firstName, lastName].filter((part) => part !== undefined).join(' ');
  const { text, note } = change.of(request, item);
  return html`<tr>
    <td class="number">${line}</td>
    <th scope="row">
      ${item.id === undefined ? email : html`<a href="${personPath(item.id)}">${email}</a>`}
      ${name === '' ? '' : html`<br /><small>${name}</small>`}
    </th>
    <td>${text} ${note === undefined ? '' : html`<br /><small>${note}</small>`}</td>
    <td>
      ${headings[item.plan] ?? ''}${reason === undefined ? '' : html`: ${reason}`}
      ${join(planWarnings(item).map((warning) => html`<p class="warning">Warning: ${warning}</p>`))}
    </td>
  </tr>`;
}
