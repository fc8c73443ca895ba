import { commandRequests } from '../../contract/api/command-requests.ts';
import type { CommandName } from '../../contract/rules/commands.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';

type CommandDescription = {
  readonly summary: string;
  readonly description: string;
  /** What the command does now, as an imperative for the actions of an explanation. */
  readonly action: string;
};

export const commandDescriptions: Readonly<Record<CommandName, CommandDescription>> = {
  check: {
    summary: 'Check the invitation now',
    description: 'Makes a waiting onboarding read from Vultr at once instead of at its next poll.',
    action: 'Check the invitation now instead of at the next poll.',
  },
  resend: {
    summary: 'Resend the invitation',
    description:
      'Sends an email and starts a new invitation window, after a last look at the old one. It also revives an onboarding whose invitations all went unanswered.',
    action: 'Resend the invitation; this starts a new invitation window.',
  },
  hold: {
    summary: 'Put the onboarding on hold',
    description:
      'Pauses the onboarding where it is: it reads, sends and writes nothing until it is resumed, for weeks if needed. It stays readable. A hold does not extend an invitation: Vultr sets its expiry.',
    action: 'Pause the onboarding: it reads, sends and writes nothing until it is resumed.',
  },
  resume: {
    summary: 'Resume an onboarding that is on hold',
    description:
      'The onboarding looks before it acts. It finds an acceptance during the hold, and it resends at once an invitation that expired in the meantime.',
    action:
      'Resume: the onboarding looks first, finds an acceptance during the hold, and resends an invitation that has expired.',
  },
  retry: {
    summary: 'Retry the failed step',
    description:
      'For an onboarding that needs attention. The step looks at what exists before it writes. An onboarding that stopped at the name of a policy, before any email, also takes the right names: send all of them, because they replace the old ones.',
    action: 'Retry the failed step, which looks at what exists before it writes.',
  },
  skip: {
    summary: 'Skip the failed step',
    description:
      'For an onboarding that needs attention while adding or verifying, or for a cancelled one that needs attention while undoing or guarding. The onboarding continues without the step and shows forever who skipped it and why. You confirm that the step is done or not needed; the service does not verify it.',
    action:
      'Skip the step: the onboarding continues without it and shows forever who skipped it and why. The service does not verify what the step would have proved.',
  },
  'approve-address': {
    summary: 'Approve the address that the invitation was accepted with',
    description:
      'For an onboarding whose invitation was accepted by an email that was not invited (`wrong_person`). The email is the one in `attention.facts.accepted`; it counts as allowed from then on, also if the person is hired again, and the onboarding continues with its account.',
    action:
      "Confirm that the address that the invitation was accepted with is the person's own; the onboarding continues with its account.",
  },
  cancel: {
    summary: 'Cancel the onboarding and undo what it did',
    description:
      'Before any email, the onboarding is `cancelled` at once. After that, what it did is undone (`cancelling`): anyone who joined through its invitation is removed from the organization, with evidence in `removals`; earlier members, groups and attached policies stay. Vultr cannot revoke an invitation, so the onboarding then guards it until it is dead (`guarding`): anyone who accepts late is removed. Meanwhile the person can be hired again, and the new onboarding takes over the invitation.',
    action:
      'Cancel the onboarding: anyone who joined through its invitation is removed, and the invitation is guarded until it is dead.',
  },
};

/** Whether a command has a required field, so that it cannot be sent without a body. */
export function needsBody(command: CommandName): boolean {
  return !commandRequests[command].safeParse({}).success;
}

/** The body to send with a command in the onboarding's current state; `…` is for the operator to fill in. */
export function bodyFor(command: CommandName, onboarding: OnboardingView): object | undefined {
  if (command === 'approve-address') return { address: acceptedBy(onboarding) ?? '…' };
  return needsBody(command) ? { reason: '…' } : undefined;
}

/** The email that accepted without being invited, if the onboarding stopped because of it. */
function acceptedBy({ attention }: OnboardingView): string | undefined {
  return attention?.code === 'wrong_person' ? attention.facts?.accepted : undefined;
}
