import {
  type DeliveryPage,
  deliveryStatuses,
  type DeliveryStatus,
  type DeliveryView,
} from '../../contract/api/delivery-view.ts';
import { html, type Html, join } from '../../html/html.ts';
import { instant } from '../frame/instant.ts';
import { brakePath, eventsPath, personPath } from '../paths.ts';

export type EventsModel = {
  readonly status: DeliveryStatus;
  readonly page: DeliveryPage;
  /** Whether the reader may send events again. */
  readonly mayOperate: boolean;
};

const statusTexts: Readonly<Record<DeliveryStatus, string>> = {
  failed: 'Did not arrive',
  under_way: 'On the way',
  delivered: 'Arrived',
};

/** Deliveries with a status; those that failed can be sent again, one by one or all of the page. */
export function eventsView({ status, page, mayOperate }: EventsModel): Html {
  const { items, unreadable = [], nextCursor } = page;
  const canSend = mayOperate && status !== 'under_way';
  return html`<h1>Webhooks</h1>
    <nav aria-label="Status">
      <ul class="counts">
        ${join(deliveryStatuses.toReversed().map((one) => html`<li>${statusLink(one, status)}</li>`))}
      </ul>
    </nav>
    ${items.length === 0 ? html`<p>${nothing[status]}</p>` : eventTable(items, { status, canSend })}
    ${
      unreadable.length === 0
        ? ''
        : html`<p class="notice bad">
            ${unreadable.length} of this page cannot be decrypted with the keys of this service.
          </p>`
    }
    ${
      canSend && status === 'failed' && items.length > 0
        ? sendForm(items, `Send ${items.length === 1 ? 'it' : `all ${items.length} of this page`} again`)
        : ''
    }
    ${nextCursor === null ? '' : html`<p><a href="${pagePath(status, nextCursor)}" rel="next">Next page</a></p>`}`;
}

const nothing: Readonly<Record<DeliveryStatus, string>> = {
  failed: 'Every event has arrived, or is on the way.',
  under_way: 'No event is on the way.',
  delivered: 'No event has arrived yet, or Temporal no longer keeps it.',
};

function statusLink(one: DeliveryStatus, shown: DeliveryStatus): Html {
  return one === shown
    ? html`<a href="${pagePath(one)}" aria-current="page">${statusTexts[one]}</a>`
    : html`<a href="${pagePath(one)}">${statusTexts[one]}</a>`;
}

function pagePath(status: DeliveryStatus, cursor?: string): string {
  const query = new URLSearchParams({ status, ...(cursor === undefined ? {} : { cursor }) });
  return `${eventsPath}?${query.toString()}`;
}

type Columns = { readonly status: DeliveryStatus; readonly canSend: boolean };

function eventTable(items: readonly DeliveryView[], columns: Columns): Html {
  const { status, canSend } = columns;
  const isFailed = status === 'failed';
  return html`<div class="scroll" role="region" aria-label="Events" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">Event</th>
          <th scope="col">Receiver</th>
          <th scope="col">Happened</th>
          ${
            isFailed
              ? html`<th scope="col">Given up</th>
                  <th scope="col">Why</th>`
              : ''
          }
          <th scope="col">Person</th>
          ${canSend ? html`<th scope="col">Action</th>` : ''}
        </tr>
      </thead>
      <tbody>
        ${join(items.map((item) => eventRow(item, columns)))}
      </tbody>
    </table>
  </div>`;
}

function eventRow(item: DeliveryView, { status, canSend }: Columns): Html {
  const { type, receiver, happenedAt, failedAt, error, onboardingId } = item;
  return html`<tr>
    <th scope="row"><code>${type}</code></th>
    <td>${receiver}</td>
    <td>${instant(happenedAt)}</td>
    ${
      status === 'failed'
        ? html`<td>${failedAt === undefined ? '' : instant(failedAt)}</td>
            <td>${error ?? ''}</td>`
        : ''
    }
    <td>
      ${
        onboardingId === undefined
          ? html`<a href="${brakePath}">Open the brake</a>`
          : html`<a href="${personPath(onboardingId)}">Open the person</a>`
      }
    </td>
    ${canSend ? html`<td>${sendForm([item], 'Send again')}</td>` : ''}
  </tr>`;
}

function sendForm(items: readonly DeliveryView[], text: string): Html {
  return html`<form method="post" action="${eventsPath}/replay">
    ${join(items.map(({ id }) => html`<input type="hidden" name="id" value="${id}" />`))}
    <button type="submit">${text}</button>
  </form>`;
}
