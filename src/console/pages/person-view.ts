import { explain } from '../../api/explain/explain.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import type { PersonView } from '../../contract/api/person-view.ts';
import type { Scope } from '../../contract/config/api-key.ts';
import { formatDuration } from '../../contract/lib/duration.ts';
import { parseFlowId } from '../../contract/temporal/flow-ids.ts';
import { html, type Html } from '../../html/html.ts';
import { instant } from '../frame/instant.ts';
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
import { flowHeading, standingSections } from './standing.ts';
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
  const explained = explain(onboarding, nowMs);
  return html`${flowHeading(email, onboarding)}
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
        ${standingSections({ ...explained, remedy: attention?.remedy, warnings, timeLabel: 'At the latest' })}
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
      The service remembers nothing else about this person. Only a request that says
      <code>"rehire": true</code> onboards them again.
    </p>`;
}
