import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allowedCommands } from '../../src/contract/rules/allowed-commands.ts';
import { beginning, type Event, maxInvitations, type Model, reduce, taken } from './model.ts';
import { sequences, told } from './sequences.ts';

const runs = Number(process.env['PROPERTY_RUNS'] ?? 5_000);
const wantedSeed = process.env['PROPERTY_SEED'];
const parameters = { numRuns: runs, ...(wantedSeed === undefined ? {} : { seed: Number(wantedSeed) }) };

/** Every standing that a sequence passes through, with the event that led there. */
function life(events: readonly Event[]): { event?: Event; from?: Model; to: Model }[] {
  const standings: { event?: Event; from?: Model; to: Model }[] = [{ to: beginning }];
  for (const event of events) {
    const from = standings.at(-1)?.to ?? beginning;
    standings.push({ event, from, to: reduce(from, event) });
  }
  return standings;
}

/** In every standing that any sequence leads to. */
function always(claim: (standing: { event?: Event; from?: Model; to: Model }) => void): void {
  fc.assert(
    fc.property(sequences(25), (events) => {
      for (const standing of life(events)) claim(standing);
    }),
    { ...parameters, reporter: report },
  );
}

function report(details: fc.RunDetails<[Event[]]>): void {
  if (!details.failed) return;
  const [events] = details.counterexample ?? [[]];
  throw new Error(`PROPERTY_SEED=${details.seed}: ${told(events ?? [])}`, { cause: details.errorInstance });
}

const isPresent = (person: 'invited' | 'stranger', { inOrganization }: Model) => inOrganization.has(person);

describe('whatever happens, in whatever order', () => {
  test('there are as many mails as reasons', () => {
    always(({ to }) => expect(to.mails).toBe(to.reasons));
  });

  test('nobody but the invited is in the group, unless an operator approved them', () => {
    always(({ to }) => {
      const others = [...to.inGroup].filter((person) => person !== 'invited');
      expect(others.length === 0 || to.approved).toBe(true);
    });
  });

  test('in the group is who is in the organization, and only at the end', () => {
    always(({ to }) => {
      expect([...to.inGroup].every((person) => to.inOrganization.has(person))).toBe(true);
      expect(to.inGroup.size).toBe(to.state === 'completed' ? 1 : 0);
    });
  });

  test('after a cancellation nobody who came in by the run is left, and a member of before stays', () => {
    always(({ to }) => {
      const isOut = !isPresent('invited', to) && !isPresent('stranger', to);
      expect(isOut || (to.state !== 'guarding' && to.state !== 'cancelled')).toBe(true);
      expect(to.inOrganization.has('colleague')).toBe(true);
    });
  });

  test('no mail goes out on hold, by a cancelled run, or after the end', () => {
    const silent = new Set(['on_hold', 'guarding', 'completed']);
    always(({ from, to, event }) => {
      const isResumed = event?.type === 'order' && event.order === 'resume';
      const mayNot = from !== undefined && silent.has(from.state) && !isResumed;
      expect(mayNot && to.mails > from.mails).toBe(false);
    });
  });

  test('without an operator there are no more mails than the limit', () => {
    fc.assert(
      fc.property(sequences(25), (events) => {
        const byThemselves = events.filter(({ type }) => type !== 'order' && type !== 'post');
        for (const { to } of life(byThemselves)) expect(to.mails).toBeLessThanOrEqual(maxInvitations);
      }),
      { ...parameters, reporter: report },
    );
  });

  test('there is a way out of every standing that is no end', () => {
    always(({ to }) => {
      const ways: Event[] = [
        { type: 'accept', by: 'invited' },
        { type: 'expire' },
        ...taken(to).map((order): Event => ({ type: 'order', order })),
      ];
      const isEnd = to.state === 'completed' || to.state === 'cancelled';
      expect(isEnd || ways.some((way) => reduce(to, way).state !== to.state)).toBe(true);
    });
  });

  test('what the model takes is what the contract says is possible', () => {
    always(({ to }) => {
      const { state, attention } = to;
      const step = attention === 'wrong_person' ? 'confirmPerson' : 'awaitAcceptance';
      const isCancelled = state === 'guarding' || state === 'cancelled';
      const given = { at: '2026-01-01T00:00:00.000Z', by: 'ops', reason: 'a test' };
      const possible = allowedCommands({
        state,
        step,
        attention: attention === undefined ? undefined : { code: attention },
        cancellation: isCancelled ? given : undefined,
        hold: state === 'on_hold' ? given : undefined,
      });
      // In effect already, so a repetition is answered and changes nothing.
      const repeated = new Set([
        ...(state === 'on_hold' ? ['hold'] : []),
        ...(state === 'guarding' ? ['cancel'] : []),
      ]);
      const changing = taken(to).filter((order) => !repeated.has(order));
      expect(changing.toSorted()).toEqual([...possible].toSorted());
    });
  });
});
