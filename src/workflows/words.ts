import { formatDuration } from '../contract/duration.ts';
import type { OnboardingInput } from '../contract/onboarding-input.ts';
import type { RunView } from '../contract/run-view.ts';
import { possibleCommands } from '../contract/possible-commands.ts';

/** What happens next, in one or two sentences, for the API and for Temporal's UI. */
export function whatIsNext(view: RunView, input: OnboardingInput): string {
  const { invitation } = view;
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
      return 'Nothing: the person has verified access.';
    case 'needs_attention':
      return `A person is needed: ${view.attention?.remedy ?? 'see the attention'}`;
    case 'cancelled':
      return 'Nothing: the run was cancelled. An invitation that went out stays valid until it expires.';
    case 'on_hold':
      return 'Nothing: every clock of the run stands still until it is resumed.';
    case 'cancelling':
      return 'What the run did is undone.';
    case 'guarding':
      return 'The invitation is watched until it is dead; who accepts it late is taken out again.';
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

/** `2026-06-29 09:00:00 UTC`: an instant as people read it. */
function readable(instant: string): string {
  return `${instant.slice(0, 19).replace('T', ' ')} UTC`;
}
