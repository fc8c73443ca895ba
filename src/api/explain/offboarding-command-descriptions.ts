import { offboardingCommandRequests } from '../../contract/api/offboarding-command-requests.ts';
import type { OffboardingCommandName } from '../../contract/rules/offboarding-commands.ts';

type CommandDescription = {
  readonly summary: string;
  readonly description: string;
  /** What the command does now, as an imperative for the actions of an explanation. */
  readonly action: string;
};

export const offboardingCommandDescriptions: Readonly<Record<OffboardingCommandName, CommandDescription>> = {
  check: {
    summary: 'Check the person now',
    description:
      'While the person is suspended, reads from Vultr whether they are still cut off, and cuts them off again if anyone let them in. While invitations are guarded, looks at once whether one was accepted.',
    action: 'Check now, instead of at the next look.',
  },
  hold: {
    summary: 'Put the offboarding on hold',
    description:
      'Pauses the offboarding where it is: it reads and writes nothing until it is resumed. What was taken stays taken. A hold does not extend the grace period.',
    action: 'Pause the offboarding: it takes nothing more until it is resumed.',
  },
  resume: {
    summary: 'Resume an offboarding that is on hold',
    description:
      'Continues where the offboarding was paused. If the grace period is over by then, the person is removed.',
    action: 'Resume the offboarding.',
  },
  retry: {
    summary: 'Retry the step that failed',
    description: 'Runs the step again. It looks before it writes, so nothing is taken twice.',
    action: 'Retry the step once its cause is fixed.',
  },
  skip: {
    summary: 'Skip the step that failed',
    description:
      'Continues as if the step had succeeded. The offboarding keeps who skipped it and why. The survey, the brake, the grace period and the removal cannot be skipped.',
    action: 'Skip the step, if you have made sure yourself that what it does is done.',
  },
  confirm: {
    summary: 'Confirm that the person is meant',
    description:
      'Continues with a person whom this service did not bring in. It helps against no other guard: the last administrator, a protected person and a service user stay.',
    action: 'Confirm that the person is meant although this service did not bring them in.',
  },
  'remove-now': {
    summary: 'End the grace period',
    description: 'Removes the person now. After that, they can only be hired again.',
    action: 'End the grace period and remove the person now.',
  },
  reinstate: {
    summary: 'Reinstate the person',
    description:
      'Calls the departure off: lifts the suspension and gives API access back, as far as the person had them. Possible until the grace period ends, on hold as well. Sessions that were revoked stay so.',
    action: 'Call the departure off and give the person back what was taken.',
  },
};

/** Whether a command has a required field, so that it cannot be sent without a body. */
export function needsReason(command: OffboardingCommandName): boolean {
  return !offboardingCommandRequests[command].safeParse({}).success;
}
