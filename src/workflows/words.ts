import { formatDuration } from '../contract/duration.ts';
import type { OnboardingInput } from '../contract/onboarding-input.ts';
import type { RunView } from '../contract/run-view.ts';
import type { RunState } from '../contract/states.ts';
import { possibleCommands } from '../contract/possible-commands.ts';

const cancelStates: ReadonlySet<RunState> = new Set([
  'cancelling',
  'guarding',
  'cancelled',
  'needs_attention',
]);

/** What happens next, in one or two sentences, for the API and for Temporal's UI. */
export function whatIsNext(view: RunView, input: OnboardingInput): string {
  const { invitation } = view;
  if (view.cancellation !== undefined && !cancelStates.has(view.state)) {
    return 'The run was cancelled. What is under way is brought to its end; then what the run did is undone.';
  }
  if (view.hold !== undefined && view.state !== 'on_hold') {
    return 'The run is to be held. What is under way is brought to its end; then nothing more happens.';
  }
  switch (view.state) {
    case 'checking':
      return 'The names of group and policies are checked; then the invitation goes out.';
    case 'inviting':
      return `The invitation to ${view.email} is sent, or one that is under way is adopted.`;
    case 'preparing_access':
      return 'The group is made and its policies attached; meanwhile the invitation can be accepted.';
    case 'awaiting_acceptance':
      return invitation === undefined
        ? 'The acceptance is awaited.'
        : invitation.number < input.maxInvitations
          ? `The acceptance is awaited. At ${readable(invitation.expiresAt)} the invitation expires; after one last look it is sent again.`
          : `The acceptance is awaited. At ${readable(invitation.expiresAt)} the last invitation expires; then a person is asked.`;
    case 'granting':
      return 'It is made sure that the right person accepted; then they are added to the group.';
    case 'verifying':
      return 'The access is read back from Vultr until every reading agrees.';
    case 'completed':
      return view.skipped?.some(({ step }) => step === 'verifyAccess') === true
        ? 'Nothing: an operator took it on themselves that the access is there; it was not proven.'
        : 'Nothing: the person has verified access.';
    case 'needs_attention':
      return `A person is needed: ${view.attention?.remedy ?? 'see the attention'}`;
    case 'cancelled':
      return whatIsLeft(view);
    case 'on_hold':
      return 'Nothing is looked at, sent or written until the run is resumed; then it looks first. The end of an invitation is set by Vultr and does not wait.';
    case 'cancelling':
      return 'What the run did is undone; then an invitation that is out is guarded until it is dead.';
    case 'guarding':
      return `Vultr cannot take an invitation back: it is watched until it is dead${invitation === undefined ? '' : ` (${readable(invitation.expiresAt)})`}, and who accepts it is taken out again. The person can be hired again at any time.`;
  }
}

/** The page of a run in Temporal's UI: where it stands, since when, what comes next, what one can do. Markdown. */
export function describeRun(view: RunView, input: OnboardingInput): string {
  const { attention, invitation, timings } = view;
  const lines = [
    `### ${view.state} · step \`${view.step}\``,
    `since ${readable(view.since)}`,
    '',
    `**Who** ${view.email} → group **${view.group.name}** with ${view.policies.map(({ name }) => `\`${name}\``).join(', ')}`,
    '',
    `**Next** ${view.next}`,
  ];
  if (invitation !== undefined) {
    const number = `${invitation.number} of ${input.maxInvitations}`;
    lines.push(
      '',
      `**Invitation** ${number}, ${invitation.status}, expires ${readable(invitation.expiresAt)}`,
    );
  }
  if (attention !== undefined) {
    lines.push('', `**Attention** \`${attention.code}\` in step \`${attention.step}\`: ${attention.meaning}`);
    lines.push('', `> ${attention.detail}`);
    if (attention.answer !== undefined)
      lines.push('', `**Vultr said** ${attention.status ?? ''} ${attention.answer}`);
    for (const [name, value] of Object.entries(attention.facts ?? {})) lines.push('', `* ${name}: ${value}`);
  }
  const { hold, cancellation, skipped = [], approvedAddresses = [], removals = [] } = view;
  if (hold !== undefined)
    lines.push('', `**On hold** since ${readable(hold.at)} by ${hold.by}${because(hold.reason)}`);
  if (cancellation !== undefined) {
    const { at, by, reason } = cancellation;
    lines.push('', `**Cancelled** ${readable(at)} by ${by}${because(reason)}`);
  }
  for (const { step, by, reason } of skipped)
    lines.push('', `**Skipped** \`${step}\` by ${by}${because(reason)}`);
  for (const { address, by, reason } of approvedAddresses)
    lines.push('', `**Approved** ${address} by ${by}${because(reason)}`);
  for (const { email, what, at } of removals)
    lines.push('', `**Removed** ${email}: ${what}, ${readable(at)}`);
  const possible = possibleCommands(view);
  if (possible.length > 0) {
    const commands = possible.map((command) => `\`${command}\``).join(', ');
    lines.push('', `**You can** ${commands}: \`POST /v1/onboardings/${view.id}/…\``);
  }
  if (timings.acceptanceToAccessMs !== undefined) {
    lines.push('', `**From acceptance to working access** ${formatDuration(timings.acceptanceToAccessMs)}`);
  }
  lines.push('', '**History**', '', ...view.history.map(({ at, what }) => `* ${readable(at)} ${what}`));
  return lines.join('\n');
}

function whatIsLeft({ invitation, skipped = [] }: RunView): string {
  if (skipped.some(({ step }) => step === 'undoAccess' || step === 'guardInvitation')) {
    return 'Nothing: the run was cancelled, and an operator took it on themselves that nobody comes in by it, or stays.';
  }
  return invitation?.status === 'pending'
    ? `Nothing: the run was cancelled. The invitation was not this run's and stays valid until ${readable(invitation.expiresAt)}.`
    : 'Nothing: the run was cancelled, and nobody can come in by it any more.';
}

function because(reason: string | undefined): string {
  return reason === undefined ? '' : `: ${reason}`;
}

/** `2026-06-29 09:00:00 UTC`: an instant as people read it. */
function readable(instant: string): string {
  return `${instant.slice(0, 19).replace('T', ' ')} UTC`;
}
