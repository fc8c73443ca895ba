import type { Client } from '@temporalio/client';
import { defaultFailureConverter, defaultPayloadConverter, type PayloadCodec } from '@temporalio/common';
import { expect, test } from 'vitest';
import { decodePendingActivities } from '../../src/temporal/pending-activities.ts';

const plain: PayloadCodec = { encode: async (payloads) => payloads, decode: async (payloads) => payloads };
const withoutKey: PayloadCodec = {
  ...plain,
  decode: async () => {
    throw new Error('encrypted with a key that was removed');
  },
};

function clientWith(codec: PayloadCodec): Client {
  const loadedDataConverter = {
    payloadConverter: defaultPayloadConverter,
    failureConverter: defaultFailureConverter,
    payloadCodecs: [codec],
  };
  return { options: { loadedDataConverter } } as unknown as Client;
}

const activities = [
  {
    activityType: { name: 'grant' },
    heartbeatDetails: { payloads: [defaultPayloadConverter.toPayload({ step: 'addMember' })] },
  },
  { activityType: { name: 'announceEvent' }, heartbeatDetails: null },
];

test('pending activities come with the details of their last heartbeat', async () => {
  expect(await decodePendingActivities(clientWith(plain), activities)).toEqual([
    { type: 'grant', heartbeat: { step: 'addMember' } },
    { type: 'announceEvent', heartbeat: undefined },
  ]);
});

test('a heartbeat that cannot be decrypted hides nothing else', async () => {
  expect(await decodePendingActivities(clientWith(withoutKey), activities)).toEqual([
    { type: 'grant', heartbeat: undefined },
    { type: 'announceEvent', heartbeat: undefined },
  ]);
});
