import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { formatDuration } from '../../contract/lib/duration.ts';
import { formatInstant } from '../../contract/lib/format-instant.ts';
import { because } from '../../contract/lib/sentence.ts';
import { allowedCommands } from '../../contract/rules/allowed-commands.ts';
import { groupsOf } from '../../contract/rules/groups-of-view.ts';
import { consoleLink } from '../../contract/temporal/console-link.ts';
import type { OnboardingInput } from '../../contract/temporal/onboarding-input.ts';

/**
 * The page of an onboarding in Temporal's UI, as Markdown: its state and since when, what happens next, and what an
 * operator can do.
 */
export function describePage(
  view: OnboardingView,
  { maxInvitations, consoleUrl }: Pick<OnboardingInput, 'maxInvitations' | 'consoleUrl'>,
): string {
  const { attention, invitation, timings } = view;
  const lines = [
    `### ${view.state} · step \`${view.step}\``,
    `since ${formatInstant(view.since)}`,
    '',
    ...groupsOf(view).map(
      ({ name, policies }, index) =>
        `${index === 0 ? `**Person** ${view.email} →` : '* and'} group **${name}** with ${policies.map((policy) => `\`${policy.name}\``).join(', ')}`,
    ),
    '',
    `**Next** ${view.nextStep}`,
    ...consoleLink(view.id, consoleUrl),
  ];
  for (const warning of view.warnings ?? []) lines.push('', `**Warning** ${warning}`);
  if (invitation !== undefined) {
    const number = `${invitation.number} of ${maxInvitations}`;
    lines.push(
      '',
      `**Invitation** ${number}, ${invitation.status}, valid until ${formatInstant(invitation.expiresAt)}`,
    );
  }
  if (attention !== undefined) {
    lines.push('', `**Attention** \`${attention.code}\` in step \`${attention.step}\`: ${attention.meaning}`);
    lines.push('', `> ${attention.detail}`);
    if (attention.answer !== undefined)
      lines.push('', `**Vultr's response** ${attention.status ?? ''} ${attention.answer}`);
    for (const [name, value] of Object.entries(attention.facts ?? {})) lines.push('', `* ${name}: ${value}`);
  }
  const { hold, cancellation, skipped = [], approvedAddresses = [], removals = [] } = view;
  if (hold !== undefined)
    lines.push('', `**On hold** since ${formatInstant(hold.at)} by ${hold.by}${because(hold.reason)}`);
  if (cancellation !== undefined) {
    const { at, by, reason } = cancellation;
    lines.push('', `**Cancelled** ${formatInstant(at)} by ${by}${because(reason)}`);
  }
  for (const { step, by, reason } of skipped)
    lines.push('', `**Skipped** \`${step}\` by ${by}${because(reason)}`);
  for (const { address, by, reason } of approvedAddresses)
    lines.push('', `**Approved** ${address} by ${by}${because(reason)}`);
  for (const { email, action, at } of removals)
    lines.push('', `**Removed** ${email}: ${action}, ${formatInstant(at)}`);
  const allowed = allowedCommands(view);
  if (allowed.length > 0) {
    const commands = allowed.map((command) => `\`${command}\``).join(', ');
    lines.push('', `**You can** ${commands}: \`POST /v1/onboardings/${view.id}/…\``);
  }
  if (timings.acceptanceToAccessMs !== undefined) {
    lines.push('', `**From acceptance to verified access** ${formatDuration(timings.acceptanceToAccessMs)}`);
  }
  lines.push(
    '',
    '**History**',
    '',
    ...view.history.map(({ at, message }) => `* ${formatInstant(at)} ${message}`),
  );
  return lines.join('\n');
}
