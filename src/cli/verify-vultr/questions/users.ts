import { plural } from '../../../contract/lib/plural.ts';
import { sameEmail } from '../../../contract/lib/email.ts';
import type { Dialect } from '../../../simulator/dialect.ts';
import { decodeText } from '../../../vultr/decode.ts';
import { type Answer, isUnseen, moot, other, remedies, seen, unseen } from '../answer.ts';
import { rowsOf } from '../raw-response.ts';
import type { Observed } from '../read-organization.ts';
import { agreed, tally } from './agreement.ts';
import { openIn } from './invitations.ts';

const noUser = unseen('The list of users is empty', remedies.walk);

/** How users look, and which of them the list shows. */
export const userQuestions = {
  userStatus({ users }: Observed): Answer<Dialect['userStatus']> {
    if (isUnseen(users)) return users;
    if (users.rows.length === 0) return noUser;
    const forms = users.rows.map(({ status }) => {
      if (status === undefined || status === null) return 'absent';
      return typeof status === 'boolean' ? 'boolean' : 'text';
    });
    return agreed(forms, tally(forms));
  },

  userStatusCase({ users }: Observed): Answer<Dialect['userStatusCase']> {
    if (isUnseen(users)) return users;
    if (users.rows.length === 0) return noUser;
    const texts = users.rows.flatMap(({ status }) => (typeof status === 'string' ? [status] : []));
    return texts.length === 0 ? moot("a user's status is not text") : agreed(texts.map(caseOf), tally(texts));
  },

  emailCase({ users, invitations }: Observed): Answer<Dialect['emailCase']> {
    const rows = [users, invitations].flatMap((list) => (isUnseen(list) ? [] : list.rows));
    const emails = rows.flatMap((row) => decodeText(row, 'email', 'email_invited') ?? []);
    const capitals = emails.filter((email) => email !== email.toLowerCase()).length;
    if (capitals > 0) return seen('as-sent', `a capital letter in ${plural(capitals, 'email')}`);
    return unseen('No email in the lists has a capital letter', remedies.capital);
  },

  pendingUsersListed({ invitations, users }: Observed): Answer<boolean> {
    if (isUnseen(invitations)) return invitations;
    if (isUnseen(users)) return users;
    const open = openIn(invitations).filter(
      ({ email }) => !users.items.some((user) => !user.pending && sameEmail(user.email, email)),
    );
    if (open.length === 0) return unseen('No invitation is pending', remedies.walk);
    const listed = open.filter(({ email }) => users.items.some((user) => sameEmail(user.email, email)));
    const evidence = `among the users: ${listed.length} of ${plural(open.length, 'invited person', 'invited people')}`;
    return listed.length > 0 && listed.length < open.length
      ? other('some of them', evidence)
      : seen(listed.length > 0, evidence);
  },

  rootListed({ users }: Observed): Answer<boolean> {
    if (isUnseen(users)) return users;
    if (users.rows.length === 0) return seen(false, 'the list of users is empty');
    return unseen('No key of a user marks the root user', remedies.console);
  },

  suspendedUsers({ suspendedUsers, users }: Observed): Answer<Dialect['suspendedUsers']> {
    if (isUnseen(suspendedUsers)) return suspendedUsers;
    if (isUnseen(users)) return users;
    const forms = rowsOf(suspendedUsers).map((row) => {
      const id = decodeText(row, 'id');
      const shown = users.rows.find((user) => decodeText(user, 'id') === id);
      if (shown === undefined) return 'absent';
      // Without a status, the client concludes from other keys, which a suspension does not change.
      const activity = users.items.find((user) => user.id === id)?.activity ?? 'unknown';
      if (!('status' in shown) || activity === 'unknown') return null;
      return activity === 'inactive' ? 'suspended' : activity;
    });
    if (forms.length === 0) return unseen('No user is suspended', remedies.suspended);
    const known = forms.filter((form) => form !== null);
    if (known.length < forms.length) return moot('a suspended user is listed without a status');
    return agreed(known, `${plural(forms.length, 'suspended user')} looked up in /v2/users`);
  },
};

function caseOf(text: string): Dialect['userStatusCase'] {
  if (text === text.toLowerCase()) return 'lower';
  if (text === text.toUpperCase()) return 'upper';
  return 'capitalized';
}
