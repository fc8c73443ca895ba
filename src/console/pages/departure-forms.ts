import { randomUUID } from 'node:crypto';
import {
  needsReason,
  offboardingCommandDescriptions,
} from '../../api/explain/offboarding-command-descriptions.ts';
import { offboardingCommandRequests } from '../../contract/api/offboarding-command-requests.ts';
import type { OffboardingView } from '../../contract/api/offboarding-view.ts';
import type { Scope } from '../../contract/config/api-key.ts';
import { allowedOffboardingCommands } from '../../contract/rules/allowed-offboarding-commands.ts';
import type { OffboardingCommandName } from '../../contract/rules/offboarding-commands.ts';
import { html, type Html, join } from '../../html/html.ts';
import { leavePath, offboardingPath } from '../paths.ts';
import type { Entered } from './command-forms.ts';
import { reasonField } from './reason-field.ts';

/** A form for exactly the commands that the state and the scopes of the reader allow; those with fields unfold. */
export function departureForms(
  offboarding: OffboardingView,
  scopes: readonly Scope[],
  entered?: Entered,
): Html {
  const commands = allowedOffboardingCommands(offboarding);
  if (commands.length === 0) return html`<p>Nothing: in this state the offboarding takes no command.</p>`;
  if (!scopes.includes('operate')) return html`<p>Someone with the scope operate can do more here.</p>`;
  return html`<ul class="commands">
    ${join(commands.map((command) => html`<li>${commandForm(command, offboarding, entered)}</li>`))}
  </ul>`;
}

/** What cannot be taken back. */
const dangerous: ReadonlySet<OffboardingCommandName> = new Set(['remove-now', 'skip', 'confirm']);

function commandForm(
  command: OffboardingCommandName,
  { id }: OffboardingView,
  entered: Entered | undefined,
): Html {
  const mine = entered?.command === command ? entered : undefined;
  const { summary, action } = offboardingCommandDescriptions[command];
  const takesReason = 'reason' in offboardingCommandRequests[command].shape;
  const form = html`<form method="post" action="${offboardingPath(id)}">
    <input type="hidden" name="command" value="${command}" />
    <input type="hidden" name="request" value="${mine?.request ?? randomUUID()}" />
    ${takesReason ? reasonField(command, 'offboarding', needsReason(command), mine?.reason) : ''}
    <button type="submit" class="${dangerous.has(command) ? 'danger' : ''}">${summary}</button>
  </form>`;
  if (!takesReason)
    return html`${form}
      <p>${action}</p>`;
  return html`<details class="form" id="command-${command}" ${mine === undefined ? '' : html`open`}>
      <summary>${summary}…</summary>
      ${form}
    </details>
    <p>${action}</p>`;
}

/** The form that orders the departure of a person, for readers who may do that. */
export function leaveForm(personId: string, scopes: readonly Scope[], entered?: Entered): Html {
  if (!scopes.includes('offboard')) return html``;
  const mine = entered?.command === 'leave' ? entered : undefined;
  return html`<section aria-labelledby="leave">
    <h2 id="leave">If this person leaves</h2>
    <details class="form" id="command-leave" ${mine === undefined ? '' : html`open`}>
      <summary>Offboard the person…</summary>
      <form method="post" action="${leavePath(personId)}">
        <input type="hidden" name="request" value="${mine?.request ?? randomUUID()}" />
        ${reasonField('leave', 'offboarding', true, mine?.reason)}
        <p>
          <label for="grace">Days until they are removed (optional)</label>
          <input
            id="grace"
            name="graceDays"
            inputmode="numeric"
            pattern="[0-9]{1,3}"
            autocomplete="off"
            value="${mine?.graceDays ?? ''}"
          />
          <small>0 removes them at once. Without a number, the configured grace period counts.</small>
        </p>
        <button type="submit" class="danger">Offboard the person</button>
      </form>
    </details>
    <p>
      Takes all access at once, whoever gave it. Until the grace period ends, the person can be reinstated.
    </p>
  </section>`;
}
