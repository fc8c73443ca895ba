import { randomUUID } from 'node:crypto';
import { commandDescriptions } from '../../api/explain/command-descriptions.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import type { Scope } from '../../contract/config/api-key.ts';
import { allowedCommands } from '../../contract/rules/allowed-commands.ts';
import type { CommandName } from '../../contract/rules/commands.ts';
import { traitsOf } from '../../contract/rules/states.ts';
import { html, type Html, join } from '../../html/html.ts';
import { flowPath } from '../paths.ts';
import { reasonField } from './reason-field.ts';

/** What a reader has entered into a form that could not be carried out. */
export type Entered = {
  readonly command: string;
  /** Kept, so that sending it again is the same command. */
  readonly request: string;
  readonly reason?: string | undefined;
  readonly policies?: string | undefined;
  readonly graceDays?: string | undefined;
};

/** A form for exactly the commands that the state and the scopes of the reader allow; those with fields unfold. */
export function commandForms(onboarding: OnboardingView, scopes: readonly Scope[], entered?: Entered): Html {
  const possible = [
    ...allowedCommands(onboarding).map((command) => ({
      scope: 'operate' as const,
      form: commandForm(command, onboarding, entered),
    })),
    ...(canRehire(onboarding)
      ? [{ scope: 'write' as const, form: rehireForm(onboarding.id, rehireText(onboarding)) }]
      : []),
  ];
  if (possible.length === 0) return html`<p>None: this state allows no commands.</p>`;
  const allowed = possible.filter(({ scope }) => scopes.includes(scope));
  const missing = new Set(possible.map(({ scope }) => scope).filter((scope) => !scopes.includes(scope)));
  return html`${
    allowed.length === 0
      ? ''
      : html`<ul class="commands">
          ${join(allowed.map(({ form }) => html`<li>${form}</li>`))}
        </ul>`
  }
  ${missing.size === 0 ? '' : html`<p>Someone with the scope ${[...missing].join(' or ')} can do more here.</p>`}`;
}

/** As `rehire` decides it: after the end of an onboarding, and while the invitation of a cancelled one is guarded. */
function canRehire({ state }: OnboardingView): boolean {
  return state === 'guarding' || traitsOf(state).final === true;
}

function commandForm(command: CommandName, onboarding: OnboardingView, entered?: Entered): Html {
  const mine = entered?.command === command ? entered : undefined;
  const { summary, action } = commandDescriptions[command];
  const fields = fieldsOf(command, onboarding, mine);
  const form = html`<form method="post" action="${flowPath(onboarding.id)}">
    <input type="hidden" name="command" value="${command}" />
    <input type="hidden" name="request" value="${mine?.request ?? randomUUID()}" />
    ${join(fields)}
    <button type="submit" class="${dangerous.has(command) ? 'danger' : ''}">${summary}</button>
  </form>`;
  if (fields.length === 0)
    return html`${form}
      <p>${action}</p>`;
  return html`<details class="form" id="command-${command}" ${mine === undefined ? '' : html`open`}>
      <summary>${summary}…</summary>
      ${form}
    </details>
    <p>${action}</p>`;
}

/** What cannot be taken back. */
const dangerous: ReadonlySet<CommandName> = new Set(['cancel', 'skip']);

function rehireText({ state }: OnboardingView): string {
  return state === 'guarding'
    ? 'Starts another onboarding with the same content, which takes over the guarded invitation.'
    : 'Starts another onboarding with the same content: it gives the access again if it was taken away.';
}

/** The form that hires the person of an onboarding again; `text` says what that means. */
export function rehireForm(onboardingId: string, text: string): Html {
  return html`<form method="post" action="${flowPath(onboardingId)}/rehire">
      <button type="submit">Hire again</button>
    </form>
    <p>${text}</p>`;
}

function fieldsOf(command: CommandName, onboarding: OnboardingView, entered?: Entered): Html[] {
  switch (command) {
    case 'skip':
    case 'cancel':
      return [reasonField(command, 'onboarding', true, entered?.reason)];
    case 'hold':
      return [reasonField(command, 'onboarding', false, entered?.reason)];
    case 'approve-address':
      return [addressField(onboarding), reasonField(command, 'onboarding', false, entered?.reason)];
    case 'retry':
      return asksForPolicies(onboarding) ? [policiesField(onboarding, entered)] : [];
    case 'check':
    case 'resend':
    case 'resume':
      return [];
  }
}

function addressField({ attention }: OnboardingView): Html {
  const accepted = attention?.code === 'wrong_person' ? (attention.facts?.accepted ?? '') : '';
  return html`<p>
    <label for="address">Email that accepted</label>
    <input id="address" name="address" value="${accepted}" readonly required />
    <small>Approve it only if you know that it belongs to this person.</small>
  </p>`;
}

/** Only an onboarding that stopped at the name of a policy takes other names. */
function asksForPolicies({ step, attention }: OnboardingView): boolean {
  return (
    step === 'preflight' && (attention?.code === 'policy_not_found' || attention?.code === 'policy_ambiguous')
  );
}

function policiesField({ policies, attention }: OnboardingView, entered?: Entered): Html {
  const suggestion = attention?.code === 'policy_not_found' ? attention.facts?.didYouMean : undefined;
  const wrong =
    attention?.code === 'policy_not_found' || attention?.code === 'policy_ambiguous'
      ? attention.facts?.policy
      : undefined;
  const names = policies.map(({ name }) => (name === wrong ? (suggestion ?? name) : name));
  // A line break directly after the tag does not belong to the text.
  const text = entered?.policies ?? names.join('\n');
  return html`<p>
    <label for="policies">Policies, one a line</label>
    <textarea id="policies" name="policies" rows="${Math.max(2, names.length)}" required>
${`\n${text}`}</textarea>
    <small>All of them: they replace the names of the request.</small>
  </p>`;
}
