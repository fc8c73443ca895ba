import type { Event } from './events.ts';
import { canBeAccepted, type Model } from './model.ts';
import { reduce } from './requests.ts';

const longMs = 10 * 60_000;
/** Enough for one event in real time, on a busy machine. */
const eventMs = 3_000;

/**
 * Returns the lifetime of the invitation that the first of these events sends, in real time: as short as the events
 * before its expiry allow, or long if it does not expire.
 */
export function lifetimeOfNext(before: Model, upcoming: readonly Event[]): number {
  const [first, ...later] = upcoming;
  let model = first === undefined ? before : reduce(before, first);
  for (const [at, event] of later.entries()) {
    if (!canBeAccepted(model)) return longMs;
    if (event.type === 'expire') return (at + 2) * eventMs;
    const next = reduce(model, event);
    if (next.emails > model.emails) return longMs;
    model = next;
  }
  return longMs;
}
