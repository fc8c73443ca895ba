import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allowedCommands } from '../../src/contract/rules/allowed-commands.ts';
import type { OnboardingState } from '../../src/contract/rules/states.ts';
import { defined } from '../../src/contract/lib/optional.ts';
import { isModelled, isOfOffboarding } from './departures.ts';
import { departureCommands, describeSequence, type Event, type Person, type Response } from './events.ts';
import { findAccessAfterCancel } from './invariants.ts';
import { acceptedCommands, initialModel, maxInvitations, type Model } from './model.ts';
import { accessOf } from './observation.ts';
import { react, reduce } from './requests.ts';
import { sequences } from './sequences.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 5_000);
const seed = process.env['PROPERTY_SEED'];
const parameters = { numRuns, ...defined({ seed: seed === undefined ? undefined : Number(seed) }) };
const maxLength = 25;

/** A state of the model, the event and the state that led to it, and what the caller of the event got. */
type Transition = { event: Event; from: Model; response: Response; to: Model };

function transitionsOf(events: readonly Event[]): Transition[] {
  let from = initialModel;
  return events.flatMap((event) => {
    if (!isModelled(from, event)) return [];
    const { response, model: to } = react(from, event);
    const transition = { event, from, response, to };
    from = to;
    return [transition];
  });
}

/** Asserts the claim for every transition of random sequences. */
function always(claim: (transition: Transition) => void): void {
  fc.assert(
    fc.property(sequences(maxLength), (events) => {
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

function gainedAccess({ from, to }: Transition): string[] {
  const before = accessOf(from);
  return [...accessOf(to)].filter((access) => !before.has(access));
}

/** Where the invited person is: in each group, and in the organization. */
function presenceOf({ inGroup, inOrganization }: Model): boolean[] {
  return [inGroup.first, inGroup.second, inOrganization].map((present) => present.has('invited'));
}

const nowhere = [false, false, false];

describe('in every sequence of events', () => {
  test('there are as many emails as reasons', () => {
    always(({ to }) => expect(to.emails).toBe(to.reasons));
  });

  test('after a cancel there is neither an email nor access until a caller asks to hire again', () => {
    fc.assert(
      fc.property(sequences(maxLength), (events) => {
        const steps = transitionsOf(events).map(({ event, response, to: after }) => ({
          event,
          response,
          after,
        }));
        expect(findAccessAfterCancel(steps)).toBeUndefined();
      }),
      { ...parameters, reporter: report },
    );
  });

  test('only the invited person gets access, unless an operator approved another, once for all onboardings', () => {
    always((transition) => {
      const others = gainedAccess(transition).filter((access) => !access.startsWith('invited '));
      const approvedBefore = [...transition.from.granted].map((person) => `${person} `);
      const isKnown = (access: string) => approvedBefore.some((person) => access.startsWith(person));
      expect(others.every(isKnown) || transition.to.approved).toBe(true);
    });
  });

  test('only members of the organization have access, and an onboarding gives it only by its completion', () => {
    always((transition) => {
      const { to } = transition;
      const members = [...to.inGroup.first, ...to.inGroup.second];
      expect(members.every((person) => to.inOrganization.has(person))).toBe(true);
      expect(gainedAccess(transition).length === 0 || to.state === 'completed').toBe(true);
    });
  });

  test('a cancellation removes everybody who came in by the onboarding, and keeps the members of before', () => {
    always(({ to }) => {
      const cameIn = [...to.inOrganization].filter((person) => !to.baseline.has(person));
      expect(cameIn.length === 0 || (to.state !== 'guarding' && to.state !== 'cancelled')).toBe(true);
      expect([...to.baseline].every((person) => to.inOrganization.has(person))).toBe(true);
      expect(to.baseline.has('colleague')).toBe(true);
    });
  });

  test('access is taken only by a cancellation, a move that gives other access, or a removal', () => {
    always(({ from, to, event }) => {
      const after = accessOf(to);
      const lost = [...accessOf(from)].filter((access) => !after.has(access));
      if (lost.length === 0) return;
      const isMove = to.state === 'completed' && to.requests[0]?.moves === true && after.size > 0;
      const isCancelled = to.state === 'guarding' || to.state === 'cancelled';
      const isRemoval = event.type === 'departure' && event.command === 'remove-now';
      expect(isMove || isCancelled || isRemoval).toBe(true);
    });
  });

  test('a person who has left has nothing, and a person who was reinstated has what they had', () => {
    always(({ from, to, event }) => {
      const isReinstated = event.type === 'departure' && to.state === 'reinstated';
      const expected = to.state === 'left' ? nowhere : presenceOf(isReinstated ? from : to);
      expect(presenceOf(to)).toEqual(expected);
    });
  });

  test('no email is sent on hold, by a cancelled onboarding, or after completion', () => {
    const silent = new Set([
      'on_hold',
      'guarding',
      'cancelled',
      'completed',
      'suspended',
      'reinstated',
      'left',
    ]);
    always(({ from, to, event }) => {
      const isResumed = event.type === 'command' && event.command === 'resume';
      const mustBeSilent = silent.has(from.state) && !isResumed && to.flow === from.flow;
      expect(mustBeSilent && to.emails > from.emails).toBe(false);
    });
  });

  test('a request that does not start an onboarding changes nothing but details', () => {
    always(({ from, to, event, response }) => {
      const isRequest = event.type === 'post' || event.type === 'rehire';
      if (!isRequest || response.outcome === 'started') return;
      const isRefused = response.outcome === 'refused';
      const withoutDetails = (model: Model) => ({
        ...model,
        lastName: isRefused ? model.lastName : undefined,
      });
      expect(withoutDetails(to)).toEqual(withoutDetails(from));
    });
  });

  test('without an operator and a caller there are at most as many emails as the limit allows', () => {
    fc.assert(
      fc.property(sequences(maxLength), (events) => {
        const unattended = events.filter(({ type }) => !['command', 'post', 'rehire'].includes(type));
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
        ...departureCommands.map((command): Event => ({ type: 'departure', command })),
      ].filter((way) => isModelled(to, way as Event)) as Event[];
      const isFinal = ['completed', 'cancelled', 'reinstated', 'left'].includes(to.state);
      expect(isFinal || ways.some((way) => reduce(to, way).state !== to.state)).toBe(true);
    });
  });

  test('the model accepts the commands that the contract allows', () => {
    always(({ to }) => {
      const { attention } = to;
      if (isOfOffboarding(to)) return;
      const state = to.state as OnboardingState;
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

describe('the check for access after a cancel', () => {
  const nobody = new Set<Person>();
  const nothing = { emails: 1, inGroup: { first: nobody, second: nobody } };
  const cancel = {
    event: { type: 'command', command: 'cancel' },
    response: { outcome: 'done' },
    after: nothing,
  } as const;
  const event = { type: 'post', post: { kind: 'same' } } as const;

  test('finds an email and access that nobody has asked for', () => {
    const response = { outcome: 'started', flow: 2 } as const;
    const email = { event, response, after: { ...nothing, emails: 2 } };
    expect(findAccessAfterCancel([cancel, email])).toBe('1 emails after a cancel');
    const after = { emails: 1, inGroup: { first: new Set<Person>(['invited']), second: nobody } };
    expect(findAccessAfterCancel([cancel, { event, response, after }])).toContain('invited in first');
    const rehire = { event: { type: 'rehire' }, response, after: { ...nothing, emails: 2 } } as const;
    expect(findAccessAfterCancel([cancel, rehire, { event, response, after }])).toBeUndefined();
  });
});
