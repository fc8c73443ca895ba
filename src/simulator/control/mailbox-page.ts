import { currentUsers, organizationOf } from '../state/access.ts';
import type { State } from '../state/rows.ts';
import { formatInstant, secondOf } from './format.ts';
import { html } from './html.ts';
import { mailTable } from './mail-table.ts';
import { mailboxStyle } from './mailbox-style.ts';
import { mailsIn } from './mails.ts';
import { userTable } from './user-table.ts';

/** The invited people's mail, and below it what they see in Vultr's Console. `notice` says why something was refused. */
export function mailboxPage(state: State, now: number, notice?: string): string {
  const mails = mailsIn(state, now);
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
            <strong>Vultr simulator.</strong> This is not Vultr: no mail leaves this machine, and every person
            here is made up. What Vultr would send to the people invited to
            <em>${organizationOf(state).name}</em> arrives below; accept in their place.
          </p>
        </header>
        <main>
          ${notice === undefined ? '' : html`<p class="notice" role="alert">${notice}</p>`}
          <section>
            <h2>Invitations <span class="count">${mails.length}</span></h2>
            ${mailTable(mails, now)}
          </section>
          <section>
            <h2>What they see in the Console <span class="count">${users.length}</span></h2>
            ${userTable(state, users)}
          </section>
        </main>
        <footer>
          Times are UTC. The page renews itself every 5 seconds; it is ${secondOf(formatInstant(now))} by the
          simulator's clock.
        </footer>
      </body>
    </html> `;
  return page.text;
}
