import { styleText } from 'node:util';
import { formatDuration } from '../../contract/lib/duration.ts';
import type { OnboardingState } from '../../contract/rules/states.ts';
import type { DemoHire } from './cast.ts';

const colours: Partial<Record<OnboardingState, 'green' | 'yellow' | 'red' | 'cyan'>> = {
  completed: 'green',
  awaiting_acceptance: 'yellow',
  needs_attention: 'red',
};

const widths = [6, 28, 21, 22] as const;

/** The hires as lines of a table, as they stand now. */
export function table(hires: readonly DemoHire[], elapsedMs: number): string {
  const rows = hires.map((hire) => {
    const { run } = hire;
    const state = run?.state ?? 'not started';
    const cells = [hire.name, hire.story, state, invitationOf(hire)].map((cell, index) =>
      cell.padEnd(widths[index] ?? 0),
    );
    cells[2] = styleText(colours[run?.state ?? 'checking'] ?? 'cyan', cells[2] ?? '');
    return [...cells, run?.history.at(-1)?.message ?? ''].join(' ');
  });
  const heads = ['who', 'what they do', 'state', 'invitation'].map((head, index) =>
    head.padEnd(widths[index] ?? 0),
  );
  return [
    styleText('dim', `${formatDuration(elapsedMs)} · an invitation lives seconds here instead of 3 days`),
    styleText('bold', [...heads, 'last thing that happened'].join(' ')),
    ...rows,
  ].join('\n');
}

function invitationOf({ run }: DemoHire): string {
  const invitation = run?.invitation;
  if (invitation === undefined) return '';
  const left = Date.parse(invitation.expiresAt) - Date.now();
  const ends = run?.state === 'awaiting_acceptance' && left > 0 ? `, ${formatDuration(left)} left` : '';
  return `${invitation.number} of 5 ${invitation.status}${ends}`;
}
