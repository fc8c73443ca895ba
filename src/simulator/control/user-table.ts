import { effectivePolicies, groupsSeen } from '../state/access.ts';
import type { State, UserRow } from '../state/rows.ts';
import { html, type Html, join } from './html.ts';
import { maxRows, table } from './table.ts';

/** The organization's users and what each would see in Vultr's Console. */
export function userTable(state: State, users: readonly UserRow[]): Html {
  const rows = users.slice(0, maxRows).map((user) => {
    const cells = [
      html`<td class="who">${user.email}</td>`,
      html`<td>${user.root ? 'root' : user.status}</td>`,
      html`<td>${seen(state, user)}</td>`,
      html`<td>${keys(state, user)}</td>`,
    ];
    return html`<tr>
      ${join(cells)}
    </tr>`;
  });
  return table(['User', 'Status', 'What they see', 'Own API key'], rows, users.length);
}

/** The guide, "Understand the No Active Organization Screen": membership alone shows nothing. */
function seen(state: State, user: UserRow): Html {
  if (user.root) return html`Everything`;
  const own = effectivePolicies(state, user.id).filter(({ group }) => group === undefined);
  const reasons = [
    ...groupsSeen(state, user.id).map(({ name }) => name),
    ...own.map(({ policy }) => `policy ${policy.name}`),
  ];
  if (reasons.length === 0) return html`<span class="badge blank">No Active Organization</span>`;
  return join(reasons.map((reason) => html`<span class="badge access">${reason}</span> `));
}

/** In clear, because it takes one to ask `GET /v2/users/me/groups` in their place. It opens this simulator only. */
function keys({ userKeys }: State, user: UserRow): Html {
  const own = [...userKeys.values()].filter(({ userId }) => userId === user.id);
  return join(own.map(({ key }) => html`<code>${key}</code> `));
}
