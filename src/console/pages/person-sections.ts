import { groupsOf, nameGroups } from '../../contract/rules/groups-of-view.ts';
import type { Check, OnboardingView } from '../../contract/api/onboarding-view.ts';
import type { OffboardingView } from '../../contract/api/offboarding-view.ts';
import type { PersonView } from '../../contract/api/person-view.ts';
import type { FlowView } from '../../contract/temporal/flow-view.ts';
import { keepReasons } from '../../contract/rules/keep-reasons.ts';
import { html, type Html, join } from '../../html/html.ts';
import { instant, withInstants } from '../frame/instant.ts';
import { stateBadge } from '../frame/state-badge.ts';
import { flowPath } from '../paths.ts';

/** The checks that prove the access, as a list of what passed and what did not. */
export function evidenceSection({
  evidence,
}: {
  readonly evidence?: OnboardingView['evidence'] | OffboardingView['evidence'];
}): Html {
  if (evidence === undefined) return html``;
  return html`<section aria-labelledby="evidence">
    <h2 id="evidence">Evidence</h2>
    <p>Read from Vultr ${instant(evidence.at)}.</p>
    ${checklist(evidence.checks)}
    ${join(evidence.warnings.map((text) => html`<p class="warning">${text}</p>`))}
  </section>`;
}

export function checklist(checks: readonly Check[]): Html {
  return html`<ul class="checks">
    ${join(
      checks.map(
        ({ name, passed, observed, request }) =>
          html`<li class="${passed ? 'passed' : 'failed'}">
            <strong>${passed ? 'Passed' : 'Failed'}:</strong>
            ${name}${observed === undefined ? '' : html`: ${observed}`}
            <small><code>${request}</code></small>
          </li>`,
      ),
    )}
  </ul>`;
}

/** Whom the cancelled onboarding or the offboarding removed after an acceptance, with the proof, and who stays. */
export function removalsSection({
  removals = [],
  kept = [],
}: Pick<OnboardingView, 'removals' | 'kept'>): Html {
  if (removals.length === 0 && kept.length === 0) return html``;
  return html`<section aria-labelledby="removals">
    <h2 id="removals">What was undone</h2>
    ${join(
      removals.map(
        ({ email, action, at, checks }) =>
          html`<p>${email} was ${action} (${instant(at)}).</p>
            ${checklist(checks)}`,
      ),
    )}
    ${join(kept.map(({ email, reason }) => html`<p>${email} ${keepReasons[reason]}, so this user stays.</p>`))}
  </section>`;
}

/** What a mover has left, as a list of what proves it, or why they keep it. */
export function leftGroupsSection({ leftGroups, leavingRefused }: OnboardingView): Html {
  if (leftGroups === undefined && leavingRefused === undefined) return html``;
  return html`<section aria-labelledby="left">
    <h2 id="left">Old access</h2>
    ${
      leftGroups === undefined
        ? ''
        : html`<p>Left ${nameGroups(leftGroups.groups)} (${instant(leftGroups.at)}).</p>
            ${checklist(leftGroups.checks)}
            ${join(leftGroups.warnings.map((warning) => html`<p class="warning">Warning: ${warning}</p>`))}`
    }
    ${
      leavingRefused === undefined
        ? ''
        : html`<p>
            ${leavingRefused.by} refused that old groups are left (${instant(leavingRefused.at)}):
            ${leavingRefused.reason}. The person keeps the old access as well.
          </p>`
    }
  </section>`;
}

/** A name and its value; without a value it is left out. */
type Fact = readonly [name: string, value: Html | string | undefined];

export function factList(facts: readonly Fact[]): Html {
  const known = facts.filter(([, value]) => value !== undefined);
  return html`<dl>
    ${join(
      known.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value ?? ''}</dd>`,
      ),
    )}
  </dl>`;
}

/** What was asked for. */
export function factsSection(onboarding: OnboardingView): Html {
  const { roles, externalId, startDate, requestedBy, timings } = onboarding;
  const facts: readonly Fact[] = [
    [roles?.length === 1 ? 'Role' : 'Roles', roles?.join(', ')],
    ...groupsOf(onboarding).flatMap(
      ({ name, policies }) =>
        [
          ['Group', name],
          ['Policies', policies.map((policy) => policy.name).join(', ')],
        ] as const,
    ),
    ['External ID', externalId],
    ['First working day', startDate],
    ['Requested by', requestedBy],
    ['Started', instant(timings.startedAt)],
  ];
  return html`<section aria-labelledby="facts">
    <h2 id="facts">What was asked for</h2>
    ${factList(facts)}
  </section>`;
}

const byPerson = / requested by | changed by | at the brake by /;

/** What people did, and everything that happened, the earliest first. */
export function historySections({
  history,
  requestedBy,
  timings,
}: Pick<OnboardingView, 'history' | 'requestedBy'> & {
  readonly timings: { readonly startedAt: string };
}): Html {
  const actions = history.filter(({ message }) => byPerson.test(message));
  const started =
    requestedBy === undefined ? [] : [{ at: timings.startedAt, message: `started by ${requestedBy}` }];
  return html`<section aria-labelledby="actions">
      <h2 id="actions">Who did what</h2>
      ${lines([...started, ...actions])}
    </section>
    <section aria-labelledby="history">
      <h2 id="history">History</h2>
      ${lines(history)}
    </section>`;
}

function lines(entries: OnboardingView['history']): Html {
  if (entries.length === 0) return html`<p>Nothing yet.</p>`;
  return html`<ol class="history">
    ${join(entries.map(({ at, message }) => html`<li>${instant(at)} ${withInstants(message)}</li>`))}
  </ol>`;
}

/** The access that this service gave, whichever onboarding did. */
export function grantsSection({ grants }: PersonView): Html {
  if (grants.length === 0) return html``;
  return html`<section aria-labelledby="grants">
    <h2 id="grants">Access that this service gave</h2>
    <ul>
      ${join(
        grants.map(
          ({ group, policies, since, verified }) =>
            html`<li>
              ${group.name} (${policies.map(({ name }) => name).join(', ')}) since
              ${instant(since)}${verified ? '' : ', not verified: an operator skipped the check'}
            </li>`,
        ),
      )}
    </ul>
  </section>`;
}

/** What Vultr said, for those who know its API. */
export function failureDetails(attention: FlowView['attention']): Html {
  if (attention === undefined) return html``;
  const { code, step, request, status, answer } = attention;
  return html`<details id="failure">
    <summary>The failure in detail</summary>
    <dl>
      <dt>Code</dt>
      <dd><code>${code}</code></dd>
      <dt>Step</dt>
      <dd><code>${step}</code></dd>
      ${
        request === undefined
          ? ''
          : html`<dt>Request</dt>
              <dd><code>${request}</code>${status === undefined ? '' : html` → ${status}`}</dd>`
      }
      ${
        answer === undefined
          ? ''
          : html`<dt>Vultr’s response</dt>
              <dd><code>${answer}</code></dd>`
      }
    </dl>
  </details>`;
}

/** The other flows of the person, as links. */
export function otherFlows({ flows }: PersonView, shown: string): Html {
  const others = flows.filter(({ id }) => id !== shown);
  if (others.length === 0) return html``;
  return html`<section aria-labelledby="others">
    <h2 id="others">What else happened to this person</h2>
    <ul>
      ${join(
        others.map(({ id, kind, state, startedAt, group = '', reason = '' }) =>
          kind === 'onboarding'
            ? html`<li>
                <a href="${flowPath(id)}">Started ${instant(startedAt)}</a>, group ${group}
                ${stateBadge(state)}
              </li>`
            : html`<li>
                <a href="${flowPath(id)}">Leaving, ordered ${instant(startedAt)}</a>: ${reason}
                ${stateBadge(state)}
              </li>`,
        ),
      )}
    </ul>
  </section>`;
}
