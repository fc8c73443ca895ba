import { plural } from '../../contract/lib/plural.ts';
import { accessStates } from '../../contract/scim/access-states.ts';
import type { StoredUser, UserAccess } from '../../contract/scim/resource.ts';
import { html, type Html, join } from '../../html/html.ts';
import type { ScimReport } from '../../people/scim-report.ts';
import { instant } from '../frame/instant.ts';
import { personPath, scimPath } from '../paths.ts';

export type ScimPageModel = {
  readonly report: ScimReport;
  /** The state whose users are listed; left out, those who wait for a human. */
  readonly state: UserAccess['state'] | undefined;
  /** How many users stand before the page. */
  readonly from: number;
};

/** How many users a page lists. */
const pageSize = 50;

/** Each state in words: what it means for the user. */
const stateTexts: Readonly<Record<UserAccess['state'], string>> = {
  settling: 'Waiting for changes to settle',
  awaiting_group: 'No group or role of the user is in the roles file',
  in_progress: 'An onboarding is in progress',
  access: 'Has the access',
  needs_attention: 'Needs attention',
  no_role: 'Lost the last role, and stays a member',
  held: 'Held by the brake',
  refused: 'An operator decided otherwise',
  address_taken: 'Another user has the address',
  leaving: 'Is leaving',
  left: 'Has no access',
};

/** States in which nothing happens before a human has done something. */
const waiting: readonly UserAccess['state'][] = [
  'needs_attention',
  'held',
  'address_taken',
  'refused',
  'awaiting_group',
];

export function noScimView(): Html {
  return html`<h1>SCIM</h1>
    <p class="conclusion">SCIM is off.</p>`;
}

/** The users by state, those of one state or those who wait, and the groups that lead to nothing. */
export function scimPageView(model: ScimPageModel): Html {
  const { report } = model;
  return html`<h1>SCIM</h1>
    ${summary(report)} ${usersSection(model)} ${groupsSection(report)}`;
}

function summary({ usersByState, waitingLong }: ScimReport): Html {
  const total = [...usersByState.values()].reduce((sum, users) => sum + users.length, 0);
  if (total === 0) return html`<p class="conclusion">The identity provider has sent no user.</p>`;
  const present = accessStates.filter((state) => usersByState.has(state));
  return html`<p class="conclusion">${plural(total, 'user')} of the identity provider.</p>
    ${
      waitingLong.length === 0
        ? ''
        : html`<p>
            ${plural(waitingLong.length, 'user')} ${waitingLong.length === 1 ? 'waits' : 'wait'} for a group
            or a role for more than an hour: they get no email until one matches.
          </p>`
    }
    <ul>
      ${join(
        present.map(
          (state) =>
            html`<li>
              <a href="${scimPath}?state=${state}">${stateTexts[state]}</a>:
              ${usersByState.get(state)?.length ?? 0}
            </li>`,
        ),
      )}
    </ul>`;
}

function usersSection({ report: { usersByState }, state, from }: ScimPageModel): Html {
  const shown = state === undefined ? waiting : [state];
  const users = shown.flatMap((one) => usersByState.get(one) ?? []);
  const title = state === undefined ? 'Waiting for you' : stateTexts[state];
  return html`<section aria-labelledby="users">
    <h2 id="users">${title}</h2>
    ${users.length === 0 ? html`<p>No user.</p>` : usersTable(users.slice(from, from + pageSize), title)}
    ${pageLinks(users.length, state, from)}
  </section>`;
}

function usersTable(users: readonly StoredUser[], title: string): Html {
  return html`<div class="scroll" role="region" aria-label="${title}" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">User</th>
          <th scope="col">State</th>
          <th scope="col">Since</th>
          <th scope="col">Roles</th>
          <th scope="col">Groups</th>
        </tr>
      </thead>
      <tbody>
        ${join(users.map(userRow))}
      </tbody>
    </table>
  </div>`;
}

function userRow({ id, resource, groups, access }: StoredUser): Html {
  const { state, since, roles, flowId, detail } = access;
  const name = typeof resource['userName'] === 'string' ? resource['userName'] : id;
  const shown = groups.slice(0, 5).map(({ display }) => display);
  const more = groups.length > 5 ? ` and ${groups.length - 5} more` : '';
  return html`<tr>
    <th scope="row">${flowId === undefined ? name : html`<a href="${personPath(flowId)}">${name}</a>`}</th>
    <td>${stateTexts[state]}${detail === undefined ? '' : html`<br /><small>${detail}</small>`}</td>
    <td>${instant(since)}</td>
    <td>${roles.join(', ')}</td>
    <td>${shown.join(', ')}${more}</td>
  </tr>`;
}

function pageLinks(total: number, state: UserAccess['state'] | undefined, from: number): Html {
  const link = (start: number) => `${scimPath}?from=${start}${state === undefined ? '' : `&state=${state}`}`;
  const previous = from === 0 ? undefined : Math.max(0, from - pageSize);
  const next = from + pageSize < total ? from + pageSize : undefined;
  if (previous === undefined && next === undefined) return html``;
  return html`<p>
    ${Math.min(from + 1, total)} to ${Math.min(from + pageSize, total)} of ${total}.
    ${previous === undefined ? '' : html`<a rel="prev" href="${link(previous)}">Previous page</a>`}
    ${next === undefined ? '' : html`<a rel="next" href="${link(next)}">Next page</a>`}
  </p>`;
}

function groupsSection({ unmapped }: ScimReport): Html {
  const shown = unmapped.slice(0, pageSize);
  return html`<section aria-labelledby="groups">
    <h2 id="groups">Groups without a role</h2>
    ${
      unmapped.length === 0
        ? html`<p>A role names every group.</p>`
        : html`<p>
              No role of the roles file names
              ${unmapped.length === 1 ? 'this group' : `these ${unmapped.length} groups`}, so membership gives
              nothing.
            </p>
            <ul>
              ${join(shown.map(({ displayName, memberCount }) => html`<li>${displayName}: ${plural(memberCount, 'member')}</li>`))}
              ${unmapped.length > shown.length ? html`<li>and ${unmapped.length - shown.length} more</li>` : ''}
            </ul>`
    }
  </section>`;
}
