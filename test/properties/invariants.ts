import { asksForRehire, type Event, type Response } from './events.ts';
import { accessOf, type Observation } from './observation.ts';

/** An event, what its caller got, and what can be observed after it. */
export type Step = {
  readonly event: Event;
  readonly response: Response;
  readonly after: Pick<Observation, 'emails' | 'inGroup'>;
};

/**
 * Returns what is wrong if a cancelled onboarding leads to an email or to access again although no caller has asked to
 * hire the person again. It knows nothing of the rest of the model.
 */
export function findAccessAfterCancel(steps: readonly Step[]): string | undefined {
  let cancelled: Step['after'] | undefined;
  for (const { event, response, after } of steps) {
    if (asksForRehire(event) && response.outcome === 'started') cancelled = undefined;
    if (cancelled !== undefined) {
      if (after.emails > cancelled.emails) return `${after.emails - cancelled.emails} emails after a cancel`;
      const known = accessOf(cancelled);
      const gained = [...accessOf(after)].filter((access) => !known.has(access));
      if (gained.length > 0) return `access after a cancel: ${gained.join(', ')}`;
    }
    if (event.type === 'command' && event.command === 'cancel' && response.outcome === 'done') {
      cancelled ??= after;
    }
  }
  return undefined;
}
