import { styleText } from 'node:util';
import { formatDuration } from '../../contract/lib/duration.ts';
import type { OnboardingState } from '../../contract/rules/states.ts';
import type { DemoHire } from './cast.ts';

const colors: Partial<Record<OnboardingState, 'green' | 'yellow' | 'red' | 'cyan'>> = {
  completed: 'green',
  awaiting_acceptance: 'yellow',
  needs_attention: 'red',
};

const widths = [6, 26, 21, 22] as const;

/** Formats the current state of the hires as a table. */
export function formatTable(hires: readonly DemoHire[], elapsedMs: number): string {
  const rows = hires.map((hire) => {
    const { onboarding } = hire;
    const state = onboarding?.state ?? 'not started';
    const cells = [hire.name, hire.behavior, state, describeInvitation(hire)].map(pad);
    cells[2] = styleText(colors[onboarding?.state ?? 'checking'] ?? 'cyan', cells[2] ?? '');
    return [...cells, onboarding?.history.at(-1)?.message ?? ''].join(' ');
  });
  const headings = ['person', 'behavior', 'state', 'invitation'].map(pad);
  const note = 'invitations expire after seconds here, after 3 days at Vultr';
  return [
    styleText('dim', `${formatDuration(elapsedMs)} · ${note}`),
    styleText('bold', [...headings, 'last event'].join(' ')),
    ...rows,
  ].join('\n');
}

function pad(cell: string, column: number): string {
  return cell.padEnd(widths[column] ?? 0);
}

function describeInvitation({ onboarding }: DemoHire): string {
  const invitation = onboarding?.invitation;
  if (invitation === undefined) return '';
  const leftMs = Date.parse(invitation.expiresAt) - Date.now();
  const isOpen = onboarding?.state === 'awaiting_acceptance' && leftMs > 0;
  return `${invitation.number} of 5 ${invitation.status}${isOpen ? `, ${formatDuration(leftMs)} left` : ''}`;
}

/** Returns a function that prints the table: in place on a terminal, elsewhere only if something has changed. */
export function createPrinter(out: NodeJS.WriteStream): (text: string) => void {
  let lines = 0;
  let last = '';
  return (text) => {
    if (out.isTTY) {
      out.write(`${lines > 0 ? `\u001b[${lines}A\u001b[J` : ''}${text}\n`);
      lines = text.split('\n').length;
    } else {
      const withoutSeconds = text.replaceAll(/\d+ s\b/g, '');
      if (withoutSeconds !== last) out.write(`${text}\n`);
      last = withoutSeconds;
    }
  };
}
