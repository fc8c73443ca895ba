import type { BrakeSettings, BrakeState } from '../../contract/temporal/brake.ts';
import { formatInstant } from '../../contract/lib/format-instant.ts';
import { plural } from '../../contract/lib/plural.ts';

/** The page of the brake in Temporal's UI, as Markdown. */
export function describeBrake(state: BrakeState, { limit }: BrakeSettings): string {
  const { held, onSince, passed, notKept } = state;
  const lines = [
    `Lets at most **${plural(limit, 'person', 'people')}** within 24 hours lose something before an operator has looked. Passed so far: ${passed.length}.`,
  ];
  if (onSince !== undefined) {
    lines.push(
      '',
      `**On** since ${formatInstant(new Date(onSince).toISOString())}: holds ${held.length} until they are released or refused.`,
    );
  }
  if (notKept > 0)
    lines.push('', `**Over the limit** holds ${plural(notKept, 'more flow')} until asked again.`);
  return lines.join('\n');
}
