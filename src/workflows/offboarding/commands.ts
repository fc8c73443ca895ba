import type { OffboardingView } from '../../contract/api/offboarding-view.ts';
import { allowedOffboardingCommands } from '../../contract/rules/allowed-offboarding-commands.ts';
import { notPossible } from '../engine/command-validators.ts';
import type { Command } from '../engine/flow.ts';
import { nowIso } from '../engine/now.ts';
import type { OffboardingTypes } from './types.ts';

/** Rejects what the state does not allow, and says what it allows. */
export function assertAllowed(view: OffboardingView, { command }: Command<OffboardingTypes>): void {
  const allowed = allowedOffboardingCommands(view);
  if (allowed.includes(command)) return;
  const instead = allowed.length > 0 ? `Allowed now: ${allowed.join(', ')}.` : 'No command is allowed now.';
  throw notPossible(
    `The offboarding is in state ${view.state} (step ${view.step}), which does not allow ${command}. ${instead}`,
  );
}

/** What `confirm` and `remove-now` change before the step resumes. */
export function applyCommand(
  _view: OffboardingView,
  { command, by, reason = 'no reason given' }: Command<OffboardingTypes>,
): { readonly changes?: Partial<OffboardingView> } {
  const decision = { at: nowIso(), by, reason };
  if (command === 'confirm') return { changes: { confirmation: decision } };
  if (command === 'remove-now') return { changes: { removeNow: decision } };
  return {};
}
