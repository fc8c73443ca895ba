import type { AccessExplanation } from '../../api/explain/explain-access.ts';
import type { AccessReport } from '../../contract/api/access-report.ts';
import { html, type Html, join } from '../../html/html.ts';
import { instant } from '../frame/instant.ts';
import { stateBadge } from '../frame/state-badge.ts';
import { accessPath, personPath } from '../paths.ts';

/** The form for an email. */
export function askView(email: string): Html {
  return html`<h1>Blank screen?</h1>
    <p>
      A person who sees Vultr’s “No Active Organization” has no access yet. Enter their email: Vultr is read
      now, whoever gave the access.
    </p>
    ${emailForm(email)}`;
}

function emailForm(email: string): Html {
  return html`<form method="post" action="${accessPath}" class="stack">
    <p>
      <label for="email">Email</label>
      <input type="email" id="email" name="email" value="${email}" required autocomplete="off" />
    </p>
    <p><button type="submit">Find out why</button></p>
  </form>`;
}

/** What Vultr shows of an email, what fixes it, and the person. */
export function accessView({ report, flow, flowUnavailable }: AccessExplanation): Html {
  const { email, active, access, conclusion, fix } = report;
  return html`<h1>Blank screen?</h1>
    <h2>${email}</h2>
    <p class="conclusion">${conclusion}</p>
    <dl class="questions">
      ${question('Is the user Active?', active.value, active.observed)}
      ${question('Does anything give them access?', access.value, access.observed)}
    </dl>
    <h2>What fixes it</h2>
    <p>${fix.action}</p>
    ${
      fix.step === 'none'
        ? ''
        : html`<p>
            <small>The step that is missing is <code>${fix.step}</code>.</small>
          </p>`
    }
    ${
      flow === undefined
        ? html`<p>${flowUnavailable ?? 'This service has no onboarding of this email.'}</p>`
        : html`<p><a href="${personPath(flow.id)}">Open this person</a> ${stateBadge(flow.state)}</p>`
    }
    ${invitation(report)} ${failedReads(report)}
    <h2>Another person</h2>
    ${emailForm('')}`;
}

function question(text: string, value: boolean | null, observed: string): Html {
  const answer = value === null ? 'Unknown' : value ? 'Yes' : 'No';
  return html`<dt>${text}</dt>
    <dd><strong>${answer}</strong>: ${observed}</dd>`;
}

function invitation({ invitation: found }: AccessReport): Html {
  if (found === undefined) return html``;
  const { status, expiresAt, sentTo, acceptedBy } = found;
  return html`<h2>Invitation</h2>
    <p>
      ${status}${sentTo === undefined ? '' : html`, sent to ${sentTo}`}${acceptedBy === undefined ? '' : html`, accepted by ${acceptedBy}`}${expiresAt === undefined ? '' : html`, valid until ${instant(expiresAt)}`}.
    </p>`;
}

function failedReads({ failedReads: failed = [] }: AccessReport): Html {
  if (failed.length === 0) return html``;
  return html`<h2>What could not be read</h2>
    <ul>
      ${join(failed.map(({ name, error }) => html`<li>${name}: ${error}</li>`))}
    </ul>`;
}
