import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import type { CommandName } from '../../src/contract/rules/commands.ts';

/** Whether a command that was confirmed shows in the onboarding: it has taken effect, or says that it will. */
export function hasTakenEffect(command: CommandName, before: OnboardingView, after: OnboardingView): boolean {
  switch (command) {
    case 'hold':
      return after.hold !== undefined;
    case 'resume':
      return after.hold === undefined && after.state !== 'on_hold';
    case 'cancel':
      return after.cancellation !== undefined;
    case 'approve-address':
      return (after.approvedAddresses?.length ?? 0) > (before.approvedAddresses?.length ?? 0);
    case 'resend':
      return (after.invitation?.number ?? 0) > (before.invitation?.number ?? 0) || isNoted(command, after);
    case 'check':
    case 'retry':
    case 'skip':
      return isNoted(command, after);
  }
}

function isNoted(command: CommandName, { history }: OnboardingView): boolean {
  return history.some(({ message }) => message.startsWith(`${command} requested by ops`));
}
