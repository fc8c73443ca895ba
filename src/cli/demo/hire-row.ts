import { formatDuration } from '../../contract/lib/duration.ts';
import type { OnboardingState } from '../../contract/rules/states.ts';
import type { DemoHire } from './cast.ts';
import type { TableRow } from './table.ts';

const colors: Partial<Record<OnboardingState, TableRow['color']>> = {
  completed: 'green',
  awaiting_acceptance: 'yellow',
  needs_attention: 'red',
};

/** Shows a hire with their invitation. */
export function toHireRow(hire: DemoHire): TableRow {
  const { name: person, behaviour, onboarding } = hire;
  return {
    person,
    behaviour,
    state: onboarding?.state ?? 'not started',
    color: colors[onboarding?.state ?? 'checking'] ?? 'cyan',
    detail: describeInvitation(hire),
    lastEvent: onboarding?.history.at(-1)?.message ?? '',
  };
}

function describeInvitation({ onboarding }: DemoHire): string {
  const invitation = onboarding?.invitation;
  if (invitation === undefined) return '';
  const leftMs = Date.parse(invitation.expiresAt) - Date.now();
  const isOpen = onboarding?.state === 'awaiting_acceptance' && leftMs > 0;
  return `${invitation.number} of 5 ${invitation.status}${isOpen ? `, ${formatDuration(leftMs)} left` : ''}`;
}
