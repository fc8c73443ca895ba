import { explainOffboarding } from '../../api/explain/explain-offboarding.ts';
import type { OffboardingView } from '../../contract/api/offboarding-view.ts';
import type { PersonView } from '../../contract/api/person-view.ts';
import type { Scope } from '../../contract/config/api-key.ts';
import { formatDuration } from '../../contract/lib/duration.ts';
import { hasEnded } from '../../contract/temporal/flow-view.ts';
import { parseFlowId } from '../../contract/temporal/flow-ids.ts';
import { html, type Html, join } from '../../html/html.ts';
import { instant } from '../frame/instant.ts';
import { stateBadge } from '../frame/state-badge.ts';
import { personPath } from '../paths.ts';
import { type Entered, rehireForm } from './command-forms.ts';
import { departureForms, leaveForm } from './departure-forms.ts';
import {
  checklist,
  evidenceSection,
  factList,
  failureDetails,
  grantsSection,
  historySections,
  otherFlows,
  removalsSection,
} from './person-sections.ts';
import { flowHeading, standingSections } from './standing.ts';

export type DepartureModel = {
  readonly person: PersonView;
  readonly offboarding: OffboardingView;
  /** Only the newest flow of a person takes commands. */
  readonly isNewest: boolean;
  /** What the reader may do. */
  readonly scopes: readonly Scope[];
  readonly nowMs: number;
  readonly temporalUiUrl?: string;
  readonly entered?: Entered;
};

export function departureView(model: DepartureModel): Html {
  const { person, offboarding, isNewest, scopes, nowMs, temporalUiUrl, entered } = model;
  const { id, state, since, email, attention } = offboarding;
  const explained = explainOffboarding(offboarding, nowMs);
  return html`${flowHeading(email, person)}
    <p class="standing">
      Leaving: ${stateBadge(state)} since ${instant(since)}, for ${formatDuration(nowMs - Date.parse(since))}
    </p>
    ${
      isNewest
        ? ''
        : html`<p class="warning">
            This is an earlier departure. <a href="${personPath(id)}">Open what happens now</a>
          </p>`
    }
    <div class="columns">
      <div>
        ${standingSections({ ...explained, remedy: attention?.remedy, timeLabel: 'At' })}
        ${isNewest ? actions(person, offboarding, scopes, entered) : ''}
      </div>
      <div>
        ${beforeSection(offboarding)} ${takenSection(offboarding)} ${evidenceSection(offboarding)}
        ${removalsSection(offboarding)} ${orderSection(offboarding)} ${failureDetails(attention)}
      </div>
    </div>
    ${historySections(offboarding)} ${grantsSection(person)} ${otherFlows(person, id)}
    ${
      temporalUiUrl === undefined
        ? ''
        : html`<p>
            <a href="${temporalUiUrl}/workflows/${parseFlowId(id).personId}">Open in Temporal’s UI</a>
          </p>`
    }`;
}

function actions(
  person: PersonView,
  offboarding: OffboardingView,
  scopes: readonly Scope[],
  entered: Entered | undefined,
): Html {
  const isOver = hasEnded(offboarding);
  return html`<section aria-labelledby="commands">
      <h2 id="commands">What you can do</h2>
      ${departureForms(offboarding, scopes, entered)} ${isOver ? hireAgain(person, scopes) : ''}
    </section>
    ${isOver ? leaveForm(person.id, scopes, entered) : ''}`;
}

/** With what the newest onboarding was asked for, if there was one. */
function hireAgain({ flows }: PersonView, scopes: readonly Scope[]): Html {
  const last = flows.find(({ kind }) => kind === 'onboarding');
  if (last === undefined || !scopes.includes('write')) return html``;
  return rehireForm(last.id, 'Starts another onboarding with the content of the last one.');
}

function beforeSection({ before }: OffboardingView): Html {
  if (before === undefined) return html``;
  return html`<section aria-labelledby="before">
    <h2 id="before">What the person had</h2>
    ${factList([
      ['Account', before.email],
      ['Status', before.suspended ? `${before.status}, suspended` : before.status],
      ['Groups', names(before.groups)],
      ['Direct policies', names(before.policies)],
      ['Direct roles', names(before.roles)],
      ['API access', before.apiEnabled === undefined ? undefined : before.apiEnabled ? 'on' : 'off'],
      ['API keys', String(before.apiKeys)],
    ])}
  </section>`;
}

/** What the readings after each step have shown. */
function takenSection({ taken = [] }: OffboardingView): Html {
  if (taken.length === 0) return html``;
  return html`<section aria-labelledby="taken">
    <h2 id="taken">What was taken</h2>
    ${join(
      taken.map(
        ({ step, at, checks, warnings }) =>
          html`<h3><code>${step}</code>, ${instant(at)}</h3>
            ${checklist(checks)} ${join(warnings.map((text) => html`<p class="warning">${text}</p>`))}`,
      ),
    )}
  </section>`;
}

function orderSection({ reason, requestedBy, externalId, graceMs, timings }: OffboardingView): Html {
  return html`<section aria-labelledby="facts">
    <h2 id="facts">What was ordered</h2>
    ${factList([
      ['Reason', reason],
      ['Ordered by', requestedBy],
      ['External ID', externalId],
      ['Grace period', graceMs === 0 ? 'none' : formatDuration(graceMs)],
      ['Ordered', instant(timings.startedAt)],
      ['Cut off', timings.cutOffAt === undefined ? undefined : instant(timings.cutOffAt)],
      ['Removed', timings.removedAt === undefined ? undefined : instant(timings.removedAt)],
    ])}
  </section>`;
}

function names(held: readonly { readonly id: string; readonly name?: string | undefined }[]): string {
  return held.length === 0 ? 'none' : held.map(({ id, name }) => name ?? id).join(', ');
}
