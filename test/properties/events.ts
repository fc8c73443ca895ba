import type { OffboardingCommandName } from '../../src/contract/rules/offboarding-commands.ts';
import type { CommandName } from '../../src/contract/rules/commands.ts';

export const people = ['invited', 'stranger', 'colleague'] as const;
/** `colleague` was a member before, with an account of another email. */
export type Person = (typeof people)[number];

export const groups = ['first', 'second'] as const;
export type Group = (typeof groups)[number];

export const lastNames = ['Hopper', 'Lovelace'] as const;

/** What the HR system sends for the same person. */
export type Post =
  /** The request that began everything, once more. */
  | { readonly kind: 'same' }
  /** The same access under another last name. */
  | { readonly kind: 'renamed'; readonly lastName: (typeof lastNames)[number] }
  /** The access to another group. */
  | { readonly kind: 'second group' }
  /** The access to the second group, and out of every other one. */
  | { readonly kind: 'move' }
  /** The request that began everything, with `"rehire": true`. */
  | { readonly kind: 'rehire' };

/** What happens to a person, to their onboarding, and to the world around it. */
export type Event =
  | { readonly type: 'accept'; readonly by: Person }
  | { readonly type: 'expire' }
  | { readonly type: 'command'; readonly command: CommandName }
  | { readonly type: 'post'; readonly post: Post }
  /** `POST /v1/onboardings/{id}/rehire` with the ID of the newest onboarding. */
  | { readonly type: 'rehire' }
  /** A new order to offboard the person. */
  | { readonly type: 'leave' }
  /** What an operator does about a person who leaves. */
  | { readonly type: 'departure'; readonly command: DepartureCommand }
  /** Every closed execution of the person is deleted from Temporal, as its retention does. */
  | { readonly type: 'forget' }
  /** The worker is replaced. */
  | { readonly type: 'restart' }
  /** The next request to Vultr with this method is refused, or executed with its response lost. */
  | { readonly type: 'fault'; readonly method: 'GET' | 'POST' | 'DELETE'; readonly kind: Fault };

export const departureCommands = ['reinstate', 'remove-now'] as const satisfies OffboardingCommandName[];
type DepartureCommand = (typeof departureCommands)[number];

type Fault = 'error-before' | 'drop-after';

export function asksForRehire(event: Event): boolean {
  return event.type === 'rehire' || (event.type === 'post' && event.post.kind === 'rehire');
}

/** What a caller gets: the onboarding with this number, the code of a problem, or nothing if nobody called. */
export type Response =
  | { readonly outcome: 'started' | 'existing'; readonly flow: number }
  | { readonly outcome: 'done' }
  | { readonly outcome: 'refused'; readonly code: string }
  | { readonly outcome: 'none' };

/** Describes a sequence so that a reader understands it and a test can repeat it. */
export function describeSequence(events: readonly Event[]): string {
  return events.map(describeEvent).join(', ');
}

function describeEvent(event: Event): string {
  switch (event.type) {
    case 'accept':
      return `accept by ${event.by}`;
    case 'command':
    case 'departure':
      return event.command;
    case 'fault':
      return `${event.kind} on ${event.method}`;
    case 'post':
      return event.post.kind === 'renamed' ? `post of ${event.post.lastName}` : `post: ${event.post.kind}`;
    case 'rehire':
      return 'POST …/rehire';
    case 'expire':
    case 'leave':
    case 'forget':
    case 'restart':
      return event.type;
  }
}
