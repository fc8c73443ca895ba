import { currentUsers, organizationOf } from '../state/access.ts';
import type { State } from '../state/rows.ts';
import { emailTable } from './email-table.ts';
import { formatInstant, formatSecond } from './format.ts';
import { html, render } from '../../html/html.ts';
import { listInvitationEmails } from './invitation-emails.ts';
import { mailboxStyle } from './mailbox-style.ts';
import { userTable } from './user-table.ts';

/** Renders the emails to invited people, and what users see in Vultr's Console. `notice` says why accepting failed. */
export function mailboxPage(state: State, now: number, notice?: string): string {
  const emails = listInvitationEmails(state, now);
  const users = currentUsers(state, now).toReversed();
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="refresh" content="5; url=/__sim/" />
        <title>Mailbox · Vultr simulator</title>
        <style>
          ${mailboxStyle}
        </style>
      </head>
      <body>
        <header>
          <h1>Mailbox</h1>
          <p class="simulator">
            <strong>Vultr simulator.</strong> This is not Vultr: no email leaves this machine, and every
            person is simulated. The emails that Vultr would send to people invited to
            <em>${organizationOf(state).name}</em> appear here, and you can accept on their behalf.
          </p>
        </header>
        <main>
          ${notice === undefined ? '' : html`<p class="notice" role="alert">${notice}</p>`}
          <section>
            <h2>Invitations <span class="count">${emails.length}</span></h2>
            ${emailTable(emails, now)}
          </section>
          <section>
            <h2>What users see in the Console <span class="count">${users.length}</span></h2>
            ${userTable(state, users)}
          </section>
        </main>
        <footer>
          Times are in UTC. The page reloads every 5 seconds; the simulator's clock shows
          ${formatSecond(formatInstant(now))}.
        </footer>
      </body>
    </html> `;
  return render(page);
}
