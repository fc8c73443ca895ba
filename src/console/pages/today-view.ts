import { formatDuration } from '../../contract/lib/duration.ts';
import { html, type Html, join } from '../../html/html.ts';
import { instant } from '../frame/instant.ts';
import { personPath } from '../paths.ts';
import { barTable } from '../today/bar-table.ts';
import { days, type Waiting } from '../today/figures.ts';
import { maxRead, type Today } from '../today/read-today.ts';

/** More people than a person would read. */
const maxPeople = 50;

export function todayView({ at, acceptances, toAccess, pending, expiring, incomplete }: Today): Html {
  const { ranges, medianMs, p95Ms } = toAccess;
  const total = acceptances.reduce((sum, { count }) => sum + count, 0);
  const today = acceptances.at(-1)?.count ?? 0;
  const isPendingComplete = !incomplete.includes('pending');
  return html`<h1>Today</h1>
    <p>As of ${instant(at)}. Days are days in UTC.</p>
    <dl class="figures">
      <div>
        <dt>Accepted today</dt>
        <dd>${today}</dd>
      </div>
      <div>
        <dt>Invitations pending</dt>
        <dd>${pending}</dd>
      </div>
      <div>
        <dt>Expire within 24 hours</dt>
        <dd>${expiring.length}${isPendingComplete ? '' : ' or more'}</dd>
      </div>
      <div>
        <dt>Median time to access</dt>
        <dd>${medianMs === undefined ? 'none yet' : formatDuration(medianMs)}</dd>
      </div>
    </dl>
    ${
      incomplete.includes('acceptances')
        ? html`<p class="notice info">
            There are more than ${maxRead} people in one state. The newest ${maxRead} are counted, so earlier
            days are undercounted.
          </p>`
        : ''
    }
    <h2>Acceptances per day</h2>
    <p>${total} in ${days} days.</p>
    ${barTable({ heads: ['Day', 'People'], rows: acceptances.map(({ day, count }) => [day, count]) })}
    <h2>From acceptance to access</h2>
    <p>
      Until then a person may see a blank screen.
      ${p95Ms === undefined ? '' : html`95 of 100 people waited at most ${formatDuration(p95Ms)}.`}
    </p>
    ${barTable({ heads: ['Time', 'People'], rows: ranges.map(({ range, count }) => [range, count]) })}
    <h2>Invitations that expire within 24 hours</h2>
    ${
      isPendingComplete
        ? ''
        : html`<p class="notice info">
            ${pending} people have not accepted yet. Only the newest ${maxRead} of them are looked at here.
          </p>`
    }
    ${expiringList(expiring)}`;
}

function expiringList(expiring: readonly Waiting[]): Html {
  if (expiring.length === 0) return html`<p>None.</p>`;
  const more = expiring.length - maxPeople;
  return html`<p>Each is resent automatically, unless it was the last.</p>
    <table>
      <thead>
        <tr>
          <th scope="col">Person</th>
          <th scope="col">Expires</th>
        </tr>
      </thead>
      <tbody>
        ${join(expiring.slice(0, maxPeople).map(waitingRow))}
      </tbody>
    </table>
    ${more > 0 ? html`<p>and ${more} more</p>` : ''}`;
}

function waitingRow({ id, email, expiresAt }: Waiting): Html {
  return html`<tr>
    <th scope="row"><a href="${personPath(id)}">${email}</a></th>
    <td>${instant(expiresAt)}</td>
  </tr>`;
}
