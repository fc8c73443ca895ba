import * as fc from 'fast-check';
import { commandNames } from '../../src/contract/rules/commands.ts';
import { type Event, people } from './model.ts';

/** Events of every kind. Events that lead on are more frequent than those that change nothing. */
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('accept'), by: fc.constantFrom(...people) }) },
  { weight: 3, arbitrary: fc.constant({ type: 'expire' as const }) },
  {
    weight: 8,
    arbitrary: fc.record({ type: fc.constant('command'), command: fc.constantFrom(...commandNames) }),
  },
  { weight: 2, arbitrary: fc.constant({ type: 'post' as const }) },
  { weight: 1, arbitrary: fc.constant({ type: 'restart' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('fault'),
      method: fc.constantFrom('GET', 'POST', 'DELETE'),
      kind: fc.constantFrom('error-before', 'drop-after'),
    }),
  },
);

export function sequences(maxLength: number): fc.Arbitrary<Event[]> {
  return fc.array(event, { minLength: 1, maxLength, size: 'max' });
}

/** Describes a sequence so that a reader understands it and a test can repeat it. */
export function describeSequence(events: readonly Event[]): string {
  return events
    .map((one) => {
      switch (one.type) {
        case 'accept':
          return `accept by ${one.by}`;
        case 'command':
          return one.command;
        case 'fault':
          return `${one.kind} on ${one.method}`;
        case 'expire':
        case 'post':
        case 'restart':
          return one.type;
      }
    })
    .join(', ');
}
