import { commandRequests } from '../../contract/api/command-requests.ts';
import type { CommandName } from '../../contract/rules/commands.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';

type Words = {
  readonly summary: string;
  readonly description: string;
  /** What an operator gets by it, for whoever reads what they can do. */
  readonly effect: string;
};

export const commandDescriptions: Readonly<Record<CommandName, Words>> = {
  check: {
    summary: 'Look at the invitation now',
    description: 'Has a waiting run look at Vultr at once instead of at its next interval.',
    effect: 'Have the run look at Vultr now instead of at its next interval.',
  },
  resend: {
    summary: 'Send the invitation again',
    description:
      'Sends a mail and begins a new window, after a last look at the old one. It takes up a run again whose invitations all went unanswered.',
    effect: 'Have the invitation sent again; a new window begins with it.',
  },
  hold: {
    summary: 'Put the run on hold',
    description:
      'Stops the run where it is: it looks at nothing, sends and writes nothing until it is resumed, for weeks if need be. Where it stands stays readable. The end of an invitation is set by Vultr and does not wait.',
    effect: 'Put the run on hold: nothing is looked at, sent or written until it is resumed.',
  },
  resume: {
    summary: 'Go on with a run that is on hold',
    description:
      'The run looks before it does anything. An acceptance during the hold is found; an invitation that ended meanwhile is sent again at once.',
    effect:
      'Go on: the run looks first, finds an acceptance, and sends an invitation again that ended meanwhile.',
  },
  retry: {
    summary: 'Take the failed step up again',
    description:
      'For a run that needs attention. The step looks at what is there before it writes. A run that stopped at the name of a policy, before any mail, takes the right names along: all of them, in place of the old ones.',
    effect: 'Have the step taken up again; it looks at what is there before it writes.',
  },
  skip: {
    summary: 'Take the failed step on yourself',
    description:
      'For a run that needs attention at adding or verifying, or at the undoing or guarding of a cancelled one. The run goes on without the step, and shows for ever who skipped it and why: what the step would have proven is then proven by nobody.',
    effect:
      'Take the step on yourself: the run goes on without it and shows for ever who skipped it, and why.',
  },
  'approve-address': {
    summary: 'Allow the address that accepted',
    description:
      'For a run that found the invitation accepted by an address that was not invited (`wrong_person`). The address is the one that the attention shows under `facts.accepted`; it counts as allowed from then on, and the run goes on with its account.',
    effect: "Say that the accepting address is the person's own; the run goes on with its account.",
  },
  cancel: {
    summary: 'Cancel the run and undo what it did',
    description:
      'Before any mail the run is `cancelled` at once. After it, what the run did is undone (`cancelling`): who came in by its invitation is taken out of the organization, with evidence in `removals`; who was a member before, groups and attachments stay. Vultr cannot take back an invitation, so the run then guards it until it is dead (`guarding`): who accepts late is taken out again. Meanwhile the person can be hired again, and the new run takes the invitation over.',
    effect:
      'Cancel the run: who came in by its invitation is taken out again, and the invitation is guarded until it is dead.',
  },
};

/** Whether a command is nothing without its body. */
export function needsBody(command: CommandName): boolean {
  return !commandRequests[command].safeParse({}).success;
}

/** The body to send with a command in the place where a run stands; `…` is for the operator to fill in. */
export function bodyFor(command: CommandName, run: OnboardingView): object | undefined {
  if (command === 'approve-address') return { address: acceptedBy(run) ?? '…' };
  return needsBody(command) ? { reason: '…' } : undefined;
}

/** The address that accepted and was not invited, if the onboarding stopped because of it. */
function acceptedBy({ attention }: OnboardingView): string | undefined {
  return attention?.code === 'wrong_person' ? attention.facts?.accepted : undefined;
}
