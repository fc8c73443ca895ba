import * as fc from 'fast-check';
import { commandNames } from '../../src/contract/rules/commands.ts';
import { departureCommands, type Event, lastNames, people, type Post } from './events.ts';

const post: fc.Arbitrary<Post> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ kind: 'same' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('renamed'), lastName: fc.constantFrom(...lastNames) }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'second group' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'move' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'rehire' as const }) },
);

/** Events of every kind. Events that lead on are more frequent than those that change nothing. */
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('accept'), by: fc.constantFrom(...people) }) },
  { weight: 3, arbitrary: fc.constant({ type: 'expire' as const }) },
  {
    weight: 8,
    arbitrary: fc.record({ type: fc.constant('command'), command: fc.constantFrom(...commandNames) }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('post'), post }) },
  { weight: 1, arbitrary: fc.constant({ type: 'rehire' as const }) },
  { weight: 3, arbitrary: fc.constant({ type: 'leave' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('departure'), command: fc.constantFrom(...departureCommands) }),
  },
  { weight: 1, arbitrary: fc.constant({ type: 'forget' as const }) },
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
