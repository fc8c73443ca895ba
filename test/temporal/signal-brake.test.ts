import { WorkflowNotFoundError } from '@temporalio/client';
import { expect, test } from 'vitest';
import { brakeWindowMs, emptyBrake } from '../../src/contract/temporal/brake.ts';
import type { OrganizationClient } from '../../src/temporal/organization-client.ts';
import { signalBrake } from '../../src/temporal/signal-brake.ts';
import { shortTimings } from '../support/timings.ts';

const settings = { settleMs: 0, limit: 10, events: false, timings: shortTimings };
const question = {
  requestId: 'request 1',
  flowId: `person-${'0123456789abcdef'.repeat(2)}.1`,
  kind: 'suspend',
  orderedBy: 'hr',
  urgent: false,
  knowsHeld: false,
} as const;
const closeTime = new Date('2026-06-29T09:00:00.000Z');
const known = { ...emptyBrake, timesOn: 3 };

/** What the brake is sent, or started with, if its newest execution looks like this. */
async function sentTo(newest: object | undefined) {
  const sent: unknown[] = [];
  const client = {
    organization: 'default',
    async describe() {
      if (newest === undefined) throw new WorkflowNotFoundError('none', 'brake-default', undefined);
      return {
        ...newest,
        signal: async (_signal: unknown, ...args: unknown[]) => sent.push(['signal', args]),
      };
    },
    async signalWithStart(_definition: unknown, { args, memo, signalArgs }: Record<string, unknown>) {
      sent.push(['start', args, memo, signalArgs]);
    },
  } as unknown as OrganizationClient;
  await signalBrake(client, settings, question);
  return sent;
}

const started = (state: object) => [
  ['start', [settings, state], { brake: state, brakeSettings: settings }, [settings, question]],
];

test('an open brake gets the question and nothing else', async () => {
  expect(await sentTo({ status: { name: 'RUNNING' }, memo: { brake: known } })).toEqual([
    ['signal', [settings, question]],
  ]);
});

test('the first brake knows nothing', async () => {
  expect(await sentTo(undefined)).toEqual(started(emptyBrake));
});

test.each(['TERMINATED', 'COMPLETED', 'FAILED'])(
  'a brake after one that is %s knows what that one knew',
  async (name) => {
    expect(await sentTo({ status: { name }, closeTime, memo: { brake: known } })).toEqual(started(known));
  },
);

test('a brake after one that cannot be read is blind for a day', async () => {
  const newest = { status: { name: 'TERMINATED' }, closeTime, memo: {}, unreadable: { reason: 'no key' } };
  expect(await sentTo(newest)).toEqual(
    started({ ...emptyBrake, blindUntil: closeTime.getTime() + brakeWindowMs }),
  );
});
