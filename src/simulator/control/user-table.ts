import { effectivePolicies, groupsWithPolicy } from '../state/access.ts';
import type { State, UserRow } from '../state/rows.ts';
import { html, type Html, join } from '../../html/html.ts';
import { maxRows, table } from './table.ts';

/** Renders the organization's users and what each of them would see in Vultr's Console. */
export function userTable(state: State, users: readonly UserRow[]): Html {
  const rows = users.slice(0, maxRows).map((user) => {
    const cells = [
      html`<td class="who">${user.email}</td>`,
      html`<td>${user.root ? 'root' : user.status}</td>`,
      html`<td>${visibleAccess(state, user)}</td>`,
      html`<td>${ownKeys(state, user)}</td>`,
    ];
    return html`<tr>
      ${join(cells)}
    </tr>`;
  });
  return table(['User', 'Status', 'Sees', 'Own API key'], rows, users.length);
}

/** Membership alone shows nothing: see "Understand the No Active Organization Screen" in Vultr's guide. */
function visibleAccess(state: State, user: UserRow): Html {
  if (user.root) return html`Everything`;
  if (user.status === 'suspended') return html`<span class="badge blank">Nothing while suspended</span>`;
  const direct = effectivePolicies(state, user.id).filter(({ group }) => group === undefined);
  const reasons = [
    ...groupsWithPolicy(state, user.id).map(({ name }) => name),
    ...direct.map(({ policy }) => `policy ${policy.name}`),
  ];
  if (reasons.length === 0) return html`<span class="badge blank">No Active Organization</span>`;
  return join(reasons.map((reason) => html`<span class="badge access">${reason}</span> `));
}

/**
 * In plain text, so that `GET /v2/users/me/groups` can be tried on a user's behalf. A key works with this simulator
 * only.
 */
function ownKeys({ userKeys }: State, user: UserRow): Html {
  const keys = [...userKeys.values()].filter(({ userId }) => userId === user.id);
  return join(keys.map(({ key }) => html`<code>${key}</code> `));
}
