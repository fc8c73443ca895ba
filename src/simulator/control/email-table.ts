import { formatDuration } from '../../contract/lib/duration.ts';
import { formatSecond } from './format.ts';
import { html, type Html, join } from '../../html/html.ts';
import type { EmailStatus, InvitationEmail } from './invitation-emails.ts';
import { maxRows, table } from './table.ts';

const statusLabels: Record<EmailStatus, string> = {
  open: 'Waiting',
  expired: 'Expired',
  accepted: 'Accepted',
  replaced: 'Replaced',
};

/** Renders the emails. Each one that can still be accepted has a button that accepts it. */
export function emailTable(emails: readonly InvitationEmail[], now: number): Html {
  if (emails.length === 0)
    return html`<p class="empty">No emails yet. Start an onboarding, and its invitation appears here.</p>`;
  const heads = ['To', 'Subject', 'Sent', 'Expires', 'Status', html`<span class="hidden">Action</span>`];
  const rows = emails.slice(0, maxRows).map((email) => emailRow(email, now));
  return table(heads, rows, emails.length);
}

function emailRow(email: InvitationEmail, now: number): Html {
  const isOpen = email.status === 'open';
  const number = html`<span class="count" title="Resent">no. ${email.number}</span>`;
  const left = html`<br /><span class="left"
      >${formatDuration(Date.parse(email.expiresAt) - now)} left</span
    >`;
  const cells = [
    html`<td class="who">${email.to}</td>`,
    html`<td>${email.subject} ${email.number > 1 ? number : ''}</td>`,
    html`<td class="when">${formatSecond(email.sentAt)}</td>`,
    html`<td class="when">${formatSecond(email.expiresAt)}${isOpen ? left : ''}</td>`,
    html`<td><span class="badge">${statusLabels[email.status]}</span></td>`,
    html`<td>${isOpen ? acceptForm(email) : ''}</td>`,
  ];
  return html`<tr class="${email.status}">
    ${join(cells)}
  </tr>`;
}

function acceptForm({ invitationId, to }: InvitationEmail): Html {
  return html`<form method="post" action="/__sim/invitations/${invitationId}/accept">
    <button aria-label="Accept for ${to}">Accept</button>
  </form>`;
}
