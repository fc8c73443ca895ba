import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { signedHeaders } from '../../src/webhooks/sign.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const other = 'whsec_bmV2ZXIgdXNlIHRoaXMgb25lIGF0IGhvbWUh';

test('signs the published test vector of Standard Webhooks', () => {
  const at = new Date(1_614_265_330_000);
  expect(signedHeaders('msg_p5jXN8AQM9LWM0D4loKWxJek', '{"test": 2432232314}', [secret], at)).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('signs the ID, the timestamp and the body in UTF-8 with HMAC-SHA256', () => {
  const body = '{"group":"Größe"}';
  const at = new Date(1_750_000_000_900);
  const hmac = createHmac('sha256', Buffer.from(secret.slice(6), 'base64'));
  const expected = hmac.update(`event-1.1750000000.${body}`).digest('base64');
  expect(signedHeaders('event-1', body, [secret], at)['webhook-signature']).toBe(`v1,${expected}`);
});

test('during a rotation, a receiver that knows either secret accepts the event, and no other does', () => {
  const headers = signedHeaders('event-1', '{}', [secret, other], new Date());
  expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
  for (const one of [secret, other]) expect(new Webhook(one).verify('{}', headers)).toEqual({});
  expect(() => new Webhook(`whsec_${'A'.repeat(32)}`).verify('{}', headers)).toThrow(/No matching/);
});
