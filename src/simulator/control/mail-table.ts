import { formatDuration } from '../../contract/lib/duration.ts';
import { secondOf } from './format.ts';
import { html, type Html, join } from './html.ts';
import type { Mail, MailStatus } from './mails.ts';
import { maxRows, table } from './table.ts';

const statusWords: Record<MailStatus, string> = {
  open: 'Waiting',
  expired: 'Expired',
  accepted: 'Accepted',
  replaced: 'Replaced',
};

/** The mails, each that can still be accepted with a button to do so. */
export function mailTable(mails: readonly Mail[], now: number): Html {
  if (mails.length === 0)
    return html`<p class="empty">No mail yet. Onboard somebody, and the invitation turns up here.</p>`;
  const heads = ['To', 'Subject', 'Sent', 'Expires', 'Status', html`<span class="hidden">Action</span>`];
  const rows = mails.slice(0, maxRows).map((mail) => mailRow(mail, now));
  return table(heads, rows, mails.length);
}

function mailRow(mail: Mail, now: number): Html {
  const isOpen = mail.status === 'open';
  const number = html`<span class="count" title="Resent">no. ${mail.number}</span>`;
  const left = html`<br /><span class="left">${formatDuration(Date.parse(mail.expiresAt) - now)} left</span>`;
  const cells = [
    html`<td class="who">${mail.to}</td>`,
    html`<td>${mail.subject} ${mail.number > 1 ? number : ''}</td>`,
    html`<td class="when">${secondOf(mail.sentAt)}</td>`,
    html`<td class="when">${secondOf(mail.expiresAt)}${isOpen ? left : ''}</td>`,
    html`<td><span class="badge">${statusWords[mail.status]}</span></td>`,
    html`<td>${isOpen ? acceptForm(mail) : ''}</td>`,
  ];
  return html`<tr class="${mail.status}">
    ${join(cells)}
  </tr>`;
}

function acceptForm({ invitationId, to }: Mail): Html {
  return html`<form method="post" action="/__sim/invitations/${invitationId}/accept">
    <button aria-label="Accept for ${to}">Accept</button>
  </form>`;
}
