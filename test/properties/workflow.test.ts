import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inVirtualTime, lacksVirtualTime } from '../support/in-virtual-time.ts';
import { shortTimings } from '../support/timings.ts';
import type { CommandName } from '../../src/contract/rules/commands.ts';
import { type Event, initialModel, maxInvitations, type Person, reduce } from './model.ts';
import { createRealOnboarding, pollEveryMs, untilEqual, windowMs } from './real-onboarding.ts';
import { describeSequence, sequences } from './sequences.ts';

/** `PROPERTY_RUNS=200 PROPERTY_SEED=7 npx vitest run test/properties` for a long run, or to repeat a failure. */
const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 5);
const seed = Number(process.env['PROPERTY_SEED'] ?? 20_261_123);
const maxLength = 8;

const options = {
  dialect: { invitationLifetimeMs: windowMs },
  maxInvitations,
  // Every workflow task is also a replay, and no task waits for a worker that has stopped.
  cachedWorkflows: 0,
  timings: { ...shortTimings, checkEveryMs: pollEveryMs, groupIdleMs: 60_000 },
};

const randomTimeoutMs = 3_600_000;

/** Applies each sequence to the model and to a real onboarding, and compares the two after each event. */
async function compare(all: readonly (readonly Event[])[]): Promise<void> {
  await inVirtualTime(options, async (stack, environment) => {
    for (const [index, events] of all.entries()) {
      const onboarding = createRealOnboarding(stack, environment, `hire.${index}`);
      await onboarding.start();
      let model = initialModel;
      await untilEqual(onboarding, model, 'the start');
      for (const [at, event] of events.entries()) {
        // The time-skipping server hangs when an onboarding continues as new with an update, so the rehire during
        // guarding is tested in real time.
        if (model.state === 'guarding' && event.type === 'post') continue;
        await onboarding.apply(event);
        model = reduce(model, event);
        await untilEqual(onboarding, model, describeSequence(events.slice(0, at + 1)));
      }
      await stack.vultr.clearFaults();
    }
  });
}

const accept = (by: Person): Event => ({ type: 'accept', by });
const send = (command: CommandName): Event => ({ type: 'command', command });
const expire: Event = { type: 'expire' };
const restart: Event = { type: 'restart' };
const post: Event = { type: 'post' };

describe.skipIf(lacksVirtualTime())('a real onboarding does what the model predicts', () => {
  test('in common sequences, and in those that revealed faults', { timeout: 200_000 }, async () => {
    const spelledOut = [
      [accept('invited')],
      [expire, restart, accept('invited')],
      [expire, expire, send('resend'), accept('invited')],
      [send('hold'), accept('invited'), restart, send('resume')],
      [send('hold'), expire, send('resume'), accept('invited')],
      [accept('stranger'), send('approve-address')],
      [accept('stranger'), send('retry'), send('cancel'), post],
      [send('cancel'), restart, accept('invited'), post, accept('invited')],
      [send('cancel'), accept('colleague')],
      [send('cancel'), expire, post],
      [send('hold'), accept('stranger'), send('cancel')],
      // A resend that resumed an onboarding was once repeated after hold and resume.
      [expire, expire, send('resend'), send('hold'), send('resume'), send('check')],
    ];
    await expect(compare(spelledOut)).resolves.toBeUndefined();
  });

  test('in random sequences', { timeout: randomTimeoutMs }, async () => {
    const sampled = fc.sample(sequences(maxLength), { numRuns, seed });
    await expect(compare(sampled), `PROPERTY_SEED=${seed} PROPERTY_RUNS=${numRuns}`).resolves.toBeUndefined();
  });
});
