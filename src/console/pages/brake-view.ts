import type { BrakeView } from '../../contract/api/brake.ts';
import { plural } from '../../contract/lib/plural.ts';
import { html, type Html, join } from '../../html/html.ts';
import { instant } from '../frame/instant.ts';
import { brakePath, personPath } from '../paths.ts';

export type HeldRow = BrakeView['items'][number] & { readonly email?: string | undefined };

export type BrakePageModel = {
  readonly brake: BrakeView;
  /** The part of those whom the brake holds that the page shows. */
  readonly rows: readonly HeldRow[];
  /** How many stand before them. */
  readonly from: number;
  readonly pageSize: number;
  /** What the reader has entered into a form that could not be carried out. */
  readonly reason: string;
  /** Whether the reader may release and refuse. */
  readonly mayDecide: boolean;
};

/** Whom the brake holds, the forms that decide about them, and what was decided before. */
export function brakePageView(model: BrakePageModel): Html {
  const { brake, mayDecide } = model;
  return html`<h1>Brake</h1>
    ${summary(brake)}
    ${
      brake.held === 0
        ? ''
        : html`${mayDecide ? decideAboutAll(model) : html`<p>Someone with the scope release can decide here.</p>`}
            <section aria-labelledby="held">
              <h2 id="held">Held</h2>
              ${heldTable(model)} ${pageLinks(model)} ${mayDecide ? decideAboutSelected(model) : ''}
            </section>`
    }
    ${decisions(brake)}`;
}

function summary({ on, since, held, notListed, limit, passed, decidesAt, blindUntil }: BrakeView): Html {
  const state =
    on && since !== undefined
      ? html`<strong>On</strong> since ${instant(since)}: ${plural(held, 'departure')}
          ${held === 1 ? 'waits' : 'wait'} for a decision.`
      : html`<strong>Off.</strong>`;
  const allowed =
    limit === undefined
      ? html`The brake has not been asked yet.`
      : html`Within 24 hours ${plural(passed, 'person', 'people')} passed without a decision; the limit is
        ${limit}.`;
  return html`<p class="conclusion">${state}</p>
    <p>
      ${allowed}
      ${notListed === 0 ? '' : html`The list has no room for ${plural(notListed, 'more departure')} until it gets shorter.`}
      ${decidesAt === undefined ? '' : html`It gathers further departures until ${instant(decidesAt)}.`}
      ${
        blindUntil === undefined
          ? ''
          : html`Until ${instant(blindUntil)} only urgent ones pass, because an earlier brake was ended in
            Temporal and whom it let through cannot be read.`
      }
    </p>`;
}

function decideAboutAll({ brake: { held }, reason }: BrakePageModel): Html {
  return html`<form method="post" action="${brakePath}" class="stack">
    <input type="hidden" name="held" value="${held}" />
    ${reasonField('all', reason)} ${buttons(held === 1 ? 'it' : `all ${held}`)}
  </form>`;
}

function decideAboutSelected({ reason }: BrakePageModel): Html {
  return html`<form method="post" action="${brakePath}" class="stack" id="selected">
    ${reasonField('selected', reason)} ${buttons('the selected')}
  </form>`;
}

function reasonField(scope: 'all' | 'selected', reason: string): Html {
  return html`<p>
    <label for="${scope}-reason">Reason</label>
    <input id="${scope}-reason" name="reason" maxlength="500" autocomplete="off" required value="${reason}" />
    <small>The brake and each departure keep it, with your name.</small>
  </p>`;
}

function buttons(whom: string): Html {
  return html`<p>
    <button type="submit" name="verdict" value="release" class="danger">Release ${whom}</button>
    <button type="submit" name="verdict" value="refuse">Refuse ${whom}</button>
  </p>`;
}

const kindTexts: Readonly<Record<HeldRow['kind'], string>> = {
  suspend: 'Leaves the organization',
  remove: 'Is removed from the organization',
  leaveGroups: 'Leaves groups',
};

function heldTable({ rows, mayDecide }: BrakePageModel): Html {
  return html`<div class="scroll" role="region" aria-label="Held" tabindex="0">
    <table>
      <thead>
        <tr>
          ${mayDecide ? html`<th scope="col">Select</th>` : ''}
          <th scope="col">Person</th>
          <th scope="col">What is taken</th>
          <th scope="col">Ordered by</th>
          <th scope="col">Asked</th>
        </tr>
      </thead>
      <tbody>
        ${join(rows.map((row) => heldRow(row, mayDecide)))}
      </tbody>
    </table>
  </div>`;
}

function heldRow({ id, email = id, kind, orderedBy, askedAt }: HeldRow, mayDecide: boolean): Html {
  return html`<tr>
    ${
      mayDecide
        ? html`<td>
            <input type="checkbox" name="id" value="${id}" form="selected" aria-label="Select ${email}" />
          </td>`
        : ''
    }
    <th scope="row"><a href="${personPath(id)}">${email}</a></th>
    <td>${kindTexts[kind]}</td>
    <td>${orderedBy}</td>
    <td>${instant(askedAt)}</td>
  </tr>`;
}

function pageLinks({ brake: { held }, from, pageSize }: BrakePageModel): Html {
  const previous = from === 0 ? undefined : Math.max(0, from - pageSize);
  const next = from + pageSize < held ? from + pageSize : undefined;
  if (previous === undefined && next === undefined) return html``;
  return html`<p>
    ${from + 1} to ${Math.min(from + pageSize, held)} of ${held}.
    ${previous === undefined ? '' : html`<a rel="prev" href="${brakePath}?from=${previous}">Previous page</a>`}
    ${next === undefined ? '' : html`<a rel="next" href="${brakePath}?from=${next}">Next page</a>`}
  </p>`;
}

function decisions({ decisions: made }: BrakeView): Html {
  if (made.length === 0) return html``;
  return html`<section aria-labelledby="decisions">
    <h2 id="decisions">Decisions</h2>
    <ol>
      ${join(
        made.map(
          ({ verdict, by, reason, at, count }) =>
            html`<li>${instant(at)}: ${by} ${verdict} ${plural(count, 'departure')}. Reason: ${reason}</li>`,
        ),
      )}
    </ol>
  </section>`;
}
