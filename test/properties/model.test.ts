import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allowedCommands } from '../../src/contract/rules/allowed-commands.ts';
import { defined } from '../../src/contract/lib/optional.ts';
import { acceptedCommands, type Event, initialModel, maxInvitations, type Model, reduce } from './model.ts';
import { describeSequence, sequences } from './sequences.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 5_000);
const seed = process.env['PROPERTY_SEED'];
const parameters = { numRuns, ...defined({ seed: seed === undefined ? undefined : Number(seed) }) };

/** A state of the model, and the event and the state that led to it. */
type Transition = { event?: Event; from?: Model; to: Model };

function transitionsOf(events: readonly Event[]): Transition[] {
  const transitions: Transition[] = [{ to: initialModel }];
  for (const event of events) {
    const from = transitions.at(-1)?.to ?? initialModel;
    transitions.push({ event, from, to: reduce(from, event) });
  }
  return transitions;
}

/** Asserts the claim for every transition of random sequences. */
function always(claim: (transition: Transition) => void): void {
  fc.assert(
    fc.property(sequences(25), (events) => {
      for (const transition of transitionsOf(events)) claim(transition);
    }),
    { ...parameters, reporter: report },
  );
}

function report(details: fc.RunDetails<[Event[]]>): void {
  if (!details.failed) return;
  const [events] = details.counterexample ?? [[]];
  throw new Error(`PROPERTY_SEED=${details.seed}: ${describeSequence(events ?? [])}`, {
    cause: details.errorInstance,
  });
}

const isPresent = (person: 'invited' | 'stranger', { inOrganization }: Model) => inOrganization.has(person);

describe('in every sequence of events', () => {
  test('there are as many emails as reasons', () => {
    always(({ to }) => expect(to.emails).toBe(to.reasons));
  });

  test('the group contains only the invited person, unless an operator approved another', () => {
    always(({ to }) => {
      const others = [...to.inGroup].filter((person) => person !== 'invited');
      expect(others.length === 0 || to.approved).toBe(true);
    });
  });

  test('only members of the organization are in the group, and only after completion', () => {
    always(({ to }) => {
      expect([...to.inGroup].every((person) => to.inOrganization.has(person))).toBe(true);
      expect(to.inGroup.size).toBe(to.state === 'completed' ? 1 : 0);
    });
  });

  test('a cancellation removes everybody who came in by the onboarding, and keeps an existing member', () => {
    always(({ to }) => {
      const isOut = !isPresent('invited', to) && !isPresent('stranger', to);
      expect(isOut || (to.state !== 'guarding' && to.state !== 'cancelled')).toBe(true);
      expect(to.inOrganization.has('colleague')).toBe(true);
    });
  });

  test('no email is sent on hold, by a cancelled onboarding, or after completion', () => {
    const silent = new Set(['on_hold', 'guarding', 'completed']);
    always(({ from, to, event }) => {
      const isResumed = event?.type === 'command' && event.command === 'resume';
      const mustBeSilent = from !== undefined && silent.has(from.state) && !isResumed;
      expect(mustBeSilent && to.emails > from.emails).toBe(false);
    });
  });

  test('without an operator there are at most as many emails as the limit allows', () => {
    fc.assert(
      fc.property(sequences(25), (events) => {
        const unattended = events.filter(({ type }) => type !== 'command' && type !== 'post');
        for (const { to } of transitionsOf(unattended)) expect(to.emails).toBeLessThanOrEqual(maxInvitations);
      }),
      { ...parameters, reporter: report },
    );
  });

  test('every state that is not final can be left', () => {
    always(({ to }) => {
      const ways: Event[] = [
        { type: 'accept', by: 'invited' },
        { type: 'expire' },
        ...acceptedCommands(to).map((command): Event => ({ type: 'command', command })),
      ];
      const isFinal = to.state === 'completed' || to.state === 'cancelled';
      expect(isFinal || ways.some((way) => reduce(to, way).state !== to.state)).toBe(true);
    });
  });

  test('the model accepts the commands that the contract allows', () => {
    always(({ to }) => {
      const { state, attention } = to;
      const step = attention === 'wrong_person' ? 'confirmPerson' : 'awaitAcceptance';
      const isCancelled = state === 'guarding' || state === 'cancelled';
      const command = { at: '2026-01-01T00:00:00.000Z', by: 'ops', reason: 'a test' };
      const allowed = allowedCommands({
        state,
        step,
        attention: attention === undefined ? undefined : { code: attention },
        cancellation: isCancelled ? command : undefined,
        hold: state === 'on_hold' ? command : undefined,
      });
      // Already in effect, so a repetition is accepted and changes nothing.
      const repeated = new Set([
        ...(state === 'on_hold' ? ['hold'] : []),
        ...(state === 'guarding' ? ['cancel'] : []),
      ]);
      const effective = acceptedCommands(to).filter((one) => !repeated.has(one));
      expect(effective.toSorted()).toEqual([...allowed].toSorted());
    });
  });
});
