import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CommandName } from '../../src/contract/rules/commands.ts';
import { inParallel } from '../support/in-parallel.ts';
import { inVirtualTime, lacksVirtualTime } from '../support/in-virtual-time.ts';
import { shortTimings } from '../support/timings.ts';
import type { StackOptions } from '../support/stack.ts';
import { withStack } from '../support/with-stack.ts';
import { compare } from './compare.ts';
import { asksForRehire, type Event, type Person, type Post } from './events.ts';
import { initialModel, maxInvitations, type Model } from './model.ts';
import { createRealPerson, rolesOf } from './real-person.ts';
import { reduce } from './requests.ts';
import { sequences } from './sequences.ts';
import { lifetimeOfNext } from './windows.ts';

/** `PROPERTY_RUNS=200 PROPERTY_SEED=7 npx vitest run test/properties` for a long run, or to repeat a failure. */
const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 5);
const seed = Number(process.env['PROPERTY_SEED'] ?? 20_261_123);
const maxLength = 8;
const randomTimeoutMs = 3_600_000;

// Every workflow task is also a replay, and no task waits for a worker that has stopped.
const options = { maxInvitations, cachedWorkflows: 0 };

const hourMs = 3_600_000;
/** Polls are rare, because every event costs one pause between two polls, and a window has many such pauses. */
const pollEveryMs = 24 * hourMs;

const virtual = {
  ...options,
  dialect: { invitationLifetimeMs: 2_000 * hourMs },
  timings: { ...shortTimings, checkEveryMs: pollEveryMs, groupIdleMs: 60_000 },
};

/**
 * The time-skipping server hangs when a workflow continues as new with an update, as into another onboarding, and its clock
 * stops for good when one does so while an activity waits for its retry, as at the end of a guarded invitation. It deletes
 * nothing either.
 */
function canRunInVirtualTime(model: Model, event: Event): boolean {
  const endsGuard = model.state === 'guarding' && event.type === 'expire';
  return event.type !== 'forget' && !endsGuard && reduce(model, event).flow === model.flow;
}

async function compareInVirtualTime(all: readonly (readonly Event[])[]): Promise<void> {
  const roles = rolesOf(all.map((_, index) => `hire.${index}`));
  await inVirtualTime({ ...virtual, roles }, async (stack, environment) => {
    const clock = {
      // Long enough for a poll, and for retries after a fault.
      settle: () => environment.sleep(pollEveryMs * 1.5),
      async pass(instant: number) {
        const remaining = instant - (await environment.currentTimeMs());
        if (remaining > 0) await environment.sleep(remaining + hourMs);
      },
    };
    for (const [index, events] of all.entries()) {
      const person = createRealPerson(stack, clock, `hire.${index}`);
      await compare(person, events, {
        withinMs: 15_000,
        before: async (model, [event]) => event !== undefined && canRunInVirtualTime(model, event),
      });
      await stack.vultr.clearFaults();
      // So that no guarded invitation expires while the clock runs for the next person.
      await person.apply({ type: 'accept', by: 'colleague' });
    }
  });
}

/** The brake is asked by a local activity, which the SDK drops again and again if no workflow is cached. */
function optionsFor(events: readonly Event[]): StackOptions {
  const asksBrake = events.some(
    (event) => event.type === 'leave' || (event.type === 'post' && event.post.kind === 'move'),
  );
  return asksBrake ? { maxInvitations } : options;
}

/** Each sequence has a stack of its own, so that each invitation can have the lifetime that the sequence needs. */
async function compareInRealTime(all: readonly (readonly Event[])[]): Promise<void> {
  const clock = {
    settle: async () => {},
    pass: async (instant: number) => {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, instant - Date.now())));
    },
  };
  await inParallel(all, 6, (events, index) =>
    withStack({ ...optionsFor(events), roles: rolesOf([`hire.${index}`]) }, async (stack) => {
      const setLifetime = (model: Model, upcoming: readonly Event[]) =>
        stack.vultr.setDialect({ invitationLifetimeMs: lifetimeOfNext(model, upcoming) });
      await setLifetime(initialModel, [{ type: 'restart' }, ...events]);
      await compare(createRealPerson(stack, clock, `hire.${index}`), events, {
        withinMs: 40_000,
        async before(model, upcoming) {
          await setLifetime(model, upcoming);
          return true;
        },
      });
    }),
  );
}

const accept = (by: Person): Event => ({ type: 'accept', by });
const send = (command: CommandName): Event => ({ type: 'command', command });
const post = (kind: 'same' | 'second group' | 'move' | 'rehire'): Event => ({ type: 'post', post: { kind } });
const rename = (lastName: Extract<Post, { kind: 'renamed' }>['lastName']): Event => ({
  type: 'post',
  post: { kind: 'renamed', lastName },
});
const expire: Event = { type: 'expire' };
const restart: Event = { type: 'restart' };
const forget: Event = { type: 'forget' };
const rehire: Event = { type: 'rehire' };
const leave: Event = { type: 'leave' };
const departure = (command: 'reinstate' | 'remove-now'): Event => ({ type: 'departure', command });

describe.skipIf(lacksVirtualTime())('a real person has what the model predicts, in virtual time', () => {
  test('in common sequences, and in those that revealed faults', { timeout: 200_000 }, async () => {
    const spelledOut = [
      [accept('invited'), post('same'), rename('Hopper')],
      [expire, restart, accept('invited')],
      [expire, expire, send('resend'), accept('invited')],
      [send('hold'), accept('invited'), restart, rename('Lovelace'), send('resume')],
      [send('hold'), expire, send('resume'), accept('invited')],
      [accept('stranger'), send('approve-address')],
      [accept('stranger'), send('retry'), send('cancel'), post('same')],
      [send('cancel'), restart, accept('invited'), post('same'), accept('invited')],
      [send('cancel'), post('same'), post('second group'), rename('Hopper'), send('check')],
      [post('second group'), send('hold'), accept('stranger'), send('cancel')],
      // A resend that resumed an onboarding was once repeated after hold and resume.
      [expire, expire, send('resend'), send('hold'), send('resume'), send('check')],
    ];
    await expect(compareInVirtualTime(spelledOut)).resolves.toBeUndefined();
  });

  test('in random sequences', { timeout: randomTimeoutMs }, async () => {
    const sampled = fc.sample(sequences(maxLength), { numRuns, seed });
    await expect(
      compareInVirtualTime(sampled),
      `PROPERTY_SEED=${seed} PROPERTY_RUNS=${numRuns}`,
    ).resolves.toBeUndefined();
  });
});

describe('a real person has what the model predicts, in real time', () => {
  test('in sequences with several onboardings', { timeout: 400_000 }, async () => {
    const spelledOut = [
      [send('cancel'), post('same'), post('rehire'), forget, accept('invited'), forget, post('same')],
      [send('cancel'), expire, forget, post('same'), post('second group'), rehire, accept('invited')],
      [accept('invited'), forget, rehire, post('rehire'), restart, post('rehire'), forget],
      [rename('Hopper'), accept('invited'), rename('Lovelace'), forget, rehire, rename('Hopper')],
      [accept('invited'), post('second group'), post('same'), forget, post('second group'), post('rehire')],
      [accept('stranger'), send('retry'), send('cancel'), post('same'), forget, rehire, accept('invited')],
      // A person whose other email was approved was once invited again under the first one.
      [accept('stranger'), send('approve-address'), rehire, post('second group')],
      [send('hold'), send('cancel'), accept('invited'), post('same'), post('rehire'), send('cancel')],
      [send('cancel'), restart, accept('colleague'), post('same'), post('second group'), forget],
    ];
    await expect(compareInRealTime(spelledOut)).resolves.toBeUndefined();
  });

  test('in sequences with moves, departures and reinstatements', { timeout: 400_000 }, async () => {
    const spelledOut = [
      [accept('invited'), post('move'), post('same'), post('move'), forget, post('second group')],
      [accept('invited'), post('second group'), post('move'), restart, post('same')],
      [post('move'), accept('invited'), post('move'), leave, departure('reinstate'), post('rehire')],
      [accept('invited'), leave, restart, post('same'), post('move'), departure('reinstate'), post('move')],
      [
        accept('invited'),
        leave,
        leave,
        departure('remove-now'),
        post('same'),
        post('rehire'),
        accept('invited'),
      ],
      [
        accept('invited'),
        leave,
        departure('remove-now'),
        leave,
        post('second group'),
        forget,
        post('rehire'),
      ],
    ];
    await expect(compareInRealTime(spelledOut)).resolves.toBeUndefined();
  });

  test('in random sequences', { timeout: randomTimeoutMs }, async () => {
    const withSeveral = sequences(maxLength).filter(
      (events) => events.some(asksForRehire) && events.reduce(reduce, initialModel).flow > 1,
    );
    const sampled = fc.sample(withSeveral, { numRuns, seed });
    await expect(
      compareInRealTime(sampled),
      `PROPERTY_SEED=${seed} PROPERTY_RUNS=${numRuns}`,
    ).resolves.toBeUndefined();
  });
});
