import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { defined } from '../../contract/lib/optional.ts';
import { allowedCommands } from '../../contract/rules/allowed-commands.ts';
import { notPossible } from '../engine/command-validators.ts';
import type { Command } from '../engine/flow.ts';
import { nowIso } from '../engine/now.ts';
import type { OnboardingTypes } from './types.ts';

/** Rejects what the state does not allow, and says what it allows. */
export function assertAllowed(
  view: OnboardingView,
  { command, policies, address }: Command<OnboardingTypes>,
): void {
  const allowed = allowedCommands(view);
  if (!allowed.includes(command)) {
    const instead = allowed.length > 0 ? `Allowed now: ${allowed.join(', ')}.` : 'No command is allowed now.';
    throw notPossible(
      `The onboarding is in state ${view.state} (step ${view.step}), which does not allow ${command}. ${instead}`,
    );
  }
  if (policies !== undefined && view.step !== 'preflight') {
    throw notPossible(
      `Policies can be changed only before anything was written, and the onboarding is at step ${view.step}. Retry without policies.`,
    );
  }
  if (policies !== undefined && view.groups !== undefined) {
    throw notPossible(
      'The onboarding has several groups, so it is unclear which one these policies are for. Correct the roles file, cancel the onboarding, and send the request again with "rehire": true.',
    );
  }
  const accepted = view.attention?.code === 'wrong_person' ? view.attention.facts?.accepted : undefined;
  if (command === 'approve-address' && address !== accepted) {
    throw notPossible(
      `The invitation was accepted by ${accepted}, not by ${address}. Approve that address, or cancel the onboarding.`,
    );
  }
}

/** What `retry` with policies and `approve-address` change before the step resumes. */
export function applyCommand(
  view: OnboardingView,
  { command, by, reason, policies, address }: Command<OnboardingTypes>,
): { readonly changes?: Partial<OnboardingView>; readonly note?: string } {
  if (command === 'retry' && policies !== undefined) {
    const replaced = view.policies.map(({ name }) => name);
    return {
      note: `policies: ${quoted(policies)} instead of ${quoted(replaced)}`,
      changes: { policies: policies.map((name) => ({ name })) },
    };
  }
  if (command === 'approve-address' && address !== undefined) {
    const approved = { address, at: nowIso(), by, ...defined({ reason }) };
    return { changes: { approvedAddresses: [...(view.approvedAddresses ?? []), approved] } };
  }
  return {};
}

/** Every line of the history travels with every publication, so it is kept short. */
function quoted(names: readonly string[]): string {
  const text = names.map((name) => `"${name}"`).join(', ');
  return text.length > 200 ? `${text.slice(0, 200)}… (${names.length})` : text;
}
