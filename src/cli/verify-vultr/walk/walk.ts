import { sameEmail } from '../../../contract/lib/email.ts';
import { isUnseen } from '../answer.ts';
import { type Answers, learn } from '../answers.ts';
import type { Dialog } from '../dialog.ts';
import { answersOf } from '../questions/questions.ts';
import { expiredIn, openIn } from '../questions/invitations.ts';
import { type Observed, readOrganization } from '../read-organization.ts';
import type { Recorder } from '../recorder.ts';
import { awaitAcceptance, inviteMember } from './acceptance.ts';
import { cleanUp } from './clean-up.ts';
import type { WalkContext, WalkTimings } from './context.ts';
import { describeRemains, nothingCreated } from './created.ts';
import { attachPolicy, createGroups } from './group.ts';
import { invite, repeatInvitation } from './invite.ts';
import { tryMembership } from './member.ts';

export type WalkOptions = {
  readonly recorder: Recorder;
  readonly dialog: Dialog;
  readonly email: string;
  /** What the reading part saw. */
  readonly observed: Observed;
  /** Receives what the walk learns, also if it fails. */
  readonly answers: Answers;
  readonly timings: WalkTimings;
  /** Aborts if the person presses Ctrl-C. */
  readonly signal: AbortSignal;
};

/** Why the person cannot be invited, or `undefined` if they can. */
function findObstacle({ users, invitations }: Observed, email: string): string | undefined {
  if (isUnseen(users) || isUnseen(invitations))
    return 'The key must be able to read users and invitations, so that no one is invited twice.';
  const isReadable = [users, invitations].every(
    ({ rows, items }) => items.length >= Math.min(rows.length, 1),
  );
  if (!isReadable) return "The service's client cannot decode the users or the invitations.";
  if (openIn(invitations).some((one) => sameEmail(one.email, email)))
    return `${email} has a pending invitation already.`;
  const user = users.items.find((one) => sameEmail(one.email, email));
  if (user === undefined) return undefined;
  return user.pending
    ? `${email} is listed as a pending user.`
    : `${email} is a user of the organization already.`;
}

/**
 * Walks one invitation through, from the email to the removal of the person, and asks before each write. Returns whether
 * it could begin. Whatever ends it, it prints what remains.
 */
export async function walk({ signal, observed, ...options }: WalkOptions): Promise<boolean> {
  const { dialog, email } = options;
  const obstacle = findObstacle(observed, email);
  if (obstacle !== undefined) {
    dialog.print(`\n${obstacle} Nothing was written. Name another person.`);
    return false;
  }
  const context: WalkContext = { ...options, created: nothingCreated() };
  const printRemains = () => {
    const remains = describeRemains(context.created, email);
    if (remains.length > 0)
      dialog.print(`\nThis remains:\n${remains.map((line) => `  - ${line}`).join('\n')}`);
    else dialog.print('\nNothing that was created remains.');
  };
  signal.addEventListener('abort', printRemains);
  try {
    dialog.print(planFor(email));
    await takeSteps(context, observed);
  } finally {
    signal.removeEventListener('abort', printRemains);
    if (!signal.aborted) printRemains();
  }
  return true;
}

function planFor(email: string): string {
  return `
This walk writes to your organization. It asks before each write, and you can decline each:

  - It invites ${email}, and Vultr sends them an email. Vultr cannot revoke an invitation: it stays open until it is accepted or expires.
  - It invites them a second time and resends the invitation: up to two more emails.
  - It creates up to two test groups, and attaches a policy to one of them while it is empty.
  - After they have accepted, it invites them once more, and adds them to a test group without a policy.
  - At the end it offers to delete the groups and to remove them from the organization.

Ctrl-C stops it at any time and says what remains.`;
}

async function takeSteps(context: WalkContext, observed: Observed): Promise<void> {
  const expired = isUnseen(observed.invitations)
    ? undefined
    : expiredIn(observed.invitations).find((one) => sameEmail(one.email, context.email));
  if (!(await invite(context, expired))) return;
  await readAgain(context);
  await repeatInvitation(context);
  const groupId = await createGroups(context);
  const hasNoPolicy = groupId !== undefined && (await attachPolicy(context, groupId));
  if (await awaitAcceptance(context)) {
    await inviteMember(context);
    const { user } = context.created;
    if (user !== undefined && hasNoPolicy) await tryMembership(context, groupId, user);
    else if (groupId !== undefined)
      context.dialog.print('\nThe group has a policy, so the person is not added to it.');
  }
  await readAgain(context);
  await cleanUp(context);
}

/** Some questions that a reading could not decide can be decided now that there is an invitation or a group. */
async function readAgain({ recorder, answers, dialog }: WalkContext): Promise<void> {
  dialog.print('\nReading the organization again.');
  learn(answers, answersOf(await readOrganization(recorder)));
}
