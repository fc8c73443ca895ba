import { explain } from '../../api/explain/explain.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import type { PersonView } from '../../contract/api/person-view.ts';
import type { Scope } from '../../contract/config/api-key.ts';
import { formatDuration } from '../../contract/lib/duration.ts';
import { parseFlowId } from '../../contract/temporal/flow-ids.ts';
import { html, type Html, join } from '../../html/html.ts';
import { instant, withInstants } from '../frame/instant.ts';
import { stateBadge } from '../frame/state-badge.ts';
import { personPath } from '../paths.ts';
import { commandForms, type Entered } from './command-forms.ts';
import { leaveForm } from './departure-forms.ts';
import {
  evidenceSection,
  failureDetails,
  otherFlows,
  leftGroupsSection,
  factsSection,
  grantsSection,
  historySections,
  removalsSection,
} from './person-sections.ts';
import { timelineView } from './timeline-view.ts';

export type PersonModel = {
  readonly person: PersonView;
  readonly onboarding: OnboardingView;
  /** Only the newest onboarding of a person takes commands. */
  readonly isNewest: boolean;
  /** What the reader may do. */
  readonly scopes: readonly Scope[];
  readonly nowMs: number;
  readonly temporalUiUrl?: string;
  readonly entered?: Entered;
};

export function personView({
  person,
  onboarding,
  isNewest,
  scopes,
  nowMs,
  temporalUiUrl,
  entered,
}: PersonModel): Html {
  const { state, since, email, attention, warnings = [] } = onboarding;
  const { reason, nextStep, nextStepAt } = explain(onboarding, nowMs);
  const name = [onboarding.firstName, onboarding.lastName].filter((part) => part !== undefined).join(' ');
  return html`<h1>${email}${name === '' ? '' : html` <span class="name">${name}</span>`}</h1>
    <p class="standing">
      ${stateBadge(state)} since ${instant(since)}, for ${formatDuration(nowMs - Date.parse(since))}
    </p>
    ${
      isNewest
        ? ''
        : html`<p class="warning">
            This is an earlier onboarding. <a href="${personPath(onboarding.id)}">Open the newest one</a>
          </p>`
    }
    <div class="columns">
      <div>
        <section aria-labelledby="why">
          <h2 id="why">Where it stands</h2>
          <p>${withInstants(reason)}</p>
          ${attention === undefined ? '' : html`<p class="remedy"><strong>What to do:</strong> ${attention.remedy}</p>`}
          ${join(warnings.map((warning) => html`<p class="warning">${warning}</p>`))}
        </section>
        <section aria-labelledby="next">
          <h2 id="next">What happens next</h2>
          <p>${withInstants(nextStep)}</p>
          ${nextStepAt === undefined ? '' : html`<p>At the latest: ${instant(nextStepAt)}</p>`}
        </section>
        ${
          isNewest
            ? html`<section aria-labelledby="commands">
                  <h2 id="commands">What you can do</h2>
                  ${commandForms(onboarding, scopes, entered)}
                </section>
                ${leaveForm(person.id, scopes, entered)}`
            : ''
        }
      </div>
      <div>
        <section aria-labelledby="timeline">
          <h2 id="timeline">Invitations</h2>
          ${timelineView(onboarding, nowMs)}
        </section>
        ${evidenceSection(onboarding)} ${leftGroupsSection(onboarding)} ${removalsSection(onboarding)}
        ${factsSection(onboarding)} ${failureDetails(attention)}
      </div>
    </div>
    ${historySections(onboarding)} ${grantsSection(person)} ${otherFlows(person, onboarding.id)}
    ${
      temporalUiUrl === undefined
        ? ''
        : html`<p>
            <a href="${temporalUiUrl}/workflows/${parseFlowId(onboarding.id).personId}"
              >Open in Temporal’s UI</a
            >
          </p>`
    }`;
}

/** All that is left of a person who was erased. */
export function erasedView({ since }: PersonView): Html {
  return html`<h1>Erased person</h1>
    <p>${stateBadge('erased')} since ${instant(since)}</p>
    <p>
      Nothing is remembered of this person but that. Only a request that says
      <code>"rehire": true</code> onboards them again.
    </p>`;
}
