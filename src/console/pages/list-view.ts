import type { OnboardingPage } from '../../contract/api/onboarding-view.ts';
import type { OffboardingPage } from '../../contract/api/offboarding-view.ts';
import { offboardingStates, type OffboardingState } from '../../contract/rules/offboarding-states.ts';
import { type OnboardingState, statesOfOnboardings } from '../../contract/rules/states.ts';
import { html, type Html, join } from '../../html/html.ts';
import { instant, withInstants } from '../frame/instant.ts';
import { stateBadge, stateTexts } from '../frame/state-badge.ts';
import { consolePath, personPath } from '../paths.ts';

type OnboardingRow = OnboardingPage['items'][number];
type Row = (OnboardingPage | OffboardingPage)['items'][number];

type Filter = {
  readonly state?: OnboardingState | undefined;
  /** Only people who leave or have left; in this state, or in any. */
  readonly leaving?: OffboardingState | 'all' | undefined;
  readonly group?: string | undefined;
  readonly cursor?: string | undefined;
};

export type ListModel = {
  /** How many people are in each state; absent if Temporal did not say in time. */
  readonly counts: ReadonlyMap<OnboardingState, number> | undefined;
  /** How many people who leave are in each state, likewise. */
  readonly leavers: ReadonlyMap<OffboardingState, number> | undefined;
  /** The first people who need attention, if the page shows them before all others. */
  readonly attention: readonly Row[];
  readonly page: OnboardingPage | OffboardingPage;
  readonly filter: Filter;
};

export function listView({ counts, leavers, attention, page, filter }: ListModel): Html {
  const { items, unreadable = [], nextCursor } = page;
  return html`<h1>People</h1>
    ${searchForm()} ${countLinks(counts, filter)} ${leavingLinks(leavers, filter)}
    ${filter.leaving === undefined ? groupForm(filter) : ''}
    ${
      attention.length === 0
        ? ''
        : html`<section aria-labelledby="attention">
            <h2 id="attention">Waiting for you</h2>
            ${table(attention, 'People who need attention')}
            <p>
              Everyone who needs attention:
              <a href="${listPath({ state: 'needs_attention' })}">onboardings</a>,
              <a href="${listPath({ leaving: 'needs_attention' })}">offboardings</a>
            </p>
          </section>`
    }
    <section aria-labelledby="people">
      <h2 id="people">${headingOf(filter)}</h2>
      ${items.length === 0 ? emptyText(filter) : table(items, headingOf(filter))}
      ${
        unreadable.length === 0
          ? ''
          : html`<p>
              ${unreadable.length} of this page cannot be decrypted with the keys of this service; its log and
              <code>npm run doctor</code> say more.
            </p>`
      }
      ${nextCursor === null ? '' : html`<p><a rel="next" href="${listPath({ ...filter, cursor: nextCursor })}">Next page</a></p>`}
    </section>`;
}

function searchForm(): Html {
  return html`<form method="post" action="${consolePath}" role="search" class="inline">
    <label for="person">Email or external ID</label>
    <input
      id="person"
      name="person"
      required
      maxlength="320"
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
    />
    <button type="submit">Find</button>
  </form>`;
}

/** What a person must do something about comes first. */
const first = ['needs_attention', 'on_hold'] as const;

function countLinks(counts: ReadonlyMap<OnboardingState, number> | undefined, filter: Filter): Html {
  const ordered = [...first, ...statesOfOnboardings.filter((state) => !isFirst(state))];
  const all = { ...filter, state: undefined, leaving: undefined };
  return html`<nav aria-label="States">
    <ul class="counts">
      <li>${filterLink(all, filter, html`All`)}</li>
      ${join(
        ordered.map(
          (state) =>
            html`<li>${filterLink({ ...all, state }, filter, countText(state, counts?.get(state)))}</li>`,
        ),
      )}
    </ul>
  </nav>`;
}

function leavingLinks(leavers: ReadonlyMap<OffboardingState, number> | undefined, filter: Filter): Html {
  const ordered = [...first, ...offboardingStates.filter((state) => !isFirst(state))];
  return html`<nav aria-label="States of people who leave">
    <ul class="counts">
      <li>${filterLink({ leaving: 'all' }, filter, html`Leaving: all`)}</li>
      ${join(
        ordered.map(
          (state) =>
            html`<li>
              ${filterLink({ leaving: state }, filter, html`<span class="hidden">Leaving: </span>${countText(state, leavers?.get(state))}`)}
            </li>`,
        ),
      )}
    </ul>
  </nav>`;
}

function isFirst(state: string): boolean {
  return first.some((one) => one === state);
}

function countText(state: keyof typeof stateTexts, count: number | undefined): Html {
  const { text, tone } = stateTexts[state];
  const urgency = count === undefined || count === 0 ? 'none' : tone;
  return html`${text} ${count === undefined ? '' : html`<span class="count ${urgency}">${count}</span>`}`;
}

function filterLink(target: Filter, shown: Filter, text: Html): Html {
  const href = listPath({ ...target, cursor: undefined });
  return target.state === shown.state && target.leaving === shown.leaving
    ? html`<a href="${href}" aria-current="true">${text}</a>`
    : html`<a href="${href}">${text}</a>`;
}

function groupForm({ state, group }: Filter): Html {
  return html`<form method="get" action="${consolePath}" class="inline">
    ${state === undefined ? '' : html`<input type="hidden" name="state" value="${state}" />`}
    <label for="group">Group</label>
    <input id="group" name="group" value="${group ?? ''}" maxlength="255" autocomplete="off" />
    <button type="submit" class="plain">Show only this group</button>
    ${group === undefined || group === '' ? '' : html`<a href="${listPath({ state })}">All groups</a>`}
  </form>`;
}

function listPath({ state, leaving, group, cursor }: Filter): string {
  const given = Object.entries({ state, leaving, group, cursor }).filter(
    ([, value]) => value !== undefined && value !== '',
  );
  const query = new URLSearchParams(given as [string, string][]).toString();
  return query === '' ? consolePath : `${consolePath}?${query}`;
}

function headingOf({ state, leaving, group, cursor }: Filter): string {
  const everyone =
    leaving === undefined ? 'Everyone who joins or has access' : 'Everyone who leaves or has left';
  const one = leaving === 'all' ? undefined : (leaving ?? state);
  const who = one === undefined ? everyone : stateTexts[one].text;
  const inGroup = group === undefined || group === '' ? '' : ` in the group ${group}`;
  return `${who}${inGroup}${cursor === undefined ? '' : ', continued'}`;
}

function emptyText({ state, leaving, group }: Filter): Html {
  return state === undefined && leaving === undefined && group === undefined
    ? html`<p>Nobody has been onboarded yet.</p>`
    : html`<p>Nobody matches. <a href="${consolePath}">Show everyone</a></p>`;
}

function table(items: readonly Row[], caption: string): Html {
  return html`<table class="people">
    <caption class="hidden">
      ${caption}
    </caption>
    <thead>
      <tr>
        <th scope="col">Person</th>
        <th scope="col">State</th>
        <th scope="col" class="wide">Since</th>
        <th scope="col" class="wide">Group</th>
        <th scope="col" class="wide">What happens next</th>
      </tr>
    </thead>
    <tbody>
      ${join(items.map(row))}
    </tbody>
  </table>`;
}

function row(item: Row): Html {
  const { id, email, state, since, nextStep } = item;
  // What is listed of a person who leaves has no name and no group.
  const { firstName, lastName, group } = 'kind' in item ? ({} as Partial<OnboardingRow>) : item;
  const name = [firstName, lastName].filter((part) => part !== undefined).join(' ');
  return html`<tr>
    <th scope="row">
      <a href="${personPath(id)}">${email}</a>${name === '' ? '' : html` <span class="name">${name}</span>`}
    </th>
    <td>${stateBadge(state)}</td>
    <td class="wide">${instant(since)}</td>
    <td class="wide">${group?.name ?? html`<span class="name">leaving</span>`}</td>
    <td class="wide">${withInstants(nextStep)}</td>
  </tr>`;
}
