import { fastify } from 'fastify';
import { afterEach, expect, test, vi } from 'vitest';
import { createWrongKeyLimit } from '../../src/auth/wrong-key-limit.ts';

afterEach(() => void vi.useRealTimers());

type From = { readonly remoteAddress: string; readonly forwarded?: string | undefined };

/** A form that counts every key, and returns for how many seconds it takes no further one. */
async function form() {
  const app = fastify();
  app.register(async (routes) => {
    const limit = await createWrongKeyLimit(routes);
    routes.get('/', (request) => limit.count(request).then(() => limit.secondsToWait(request)));
  });
  const send = async ({ remoteAddress, forwarded }: From) => {
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    return Number((await app.inject({ url: '/', remoteAddress, headers })).body);
  };
  return async (first: From, other: From) => {
    for (let count = 1; count < 10; count++) expect(await send(first)).toBe(0);
    return await send(other);
  };
}

test.each<[string, From, From]>([
  ['the same address', { remoteAddress: '203.0.113.1' }, { remoteAddress: '203.0.113.1' }],
  ['the same in another form', { remoteAddress: '203.0.113.1' }, { remoteAddress: '::ffff:203.0.113.1' }],
  ['one IPv6 network', { remoteAddress: '2001:db8:1:2::1' }, { remoteAddress: '2001:db8:1:2:ffff::9' }],
  [
    'one address behind a proxy, whatever it writes before what the proxy appends',
    { remoteAddress: '127.0.0.1', forwarded: '198.51.100.1, 203.0.113.1' },
    { remoteAddress: '10.0.0.2', forwarded: '198.51.100.2, 203.0.113.1' },
  ],
  [
    'one address without a proxy, whatever it writes',
    { remoteAddress: '203.0.113.1', forwarded: '198.51.100.1' },
    { remoteAddress: '203.0.113.1', forwarded: '198.51.100.2' },
  ],
  [
    'a proxy that appends no address',
    { remoteAddress: '127.0.0.1', forwarded: 'unknown' },
    { remoteAddress: '127.0.0.1' },
  ],
])('the tenth wrong key is the last one of %s', async (_what, first, other) => {
  const sendTen = await form();
  const seconds = await sendTen(first, other);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
});

test.each<[string, From, From]>([
  ['another address', { remoteAddress: '203.0.113.1' }, { remoteAddress: '203.0.113.2' }],
  ['another IPv6 network', { remoteAddress: '2001:db8:1:2::1' }, { remoteAddress: '2001:db8:1:3::1' }],
  [
    'another address behind the same proxy',
    { remoteAddress: '127.0.0.1', forwarded: '203.0.113.1' },
    { remoteAddress: '127.0.0.1', forwarded: '203.0.113.2' },
  ],
])('wrong keys of one address do not count for %s', async (_what, first, other) => {
  const sendTen = await form();
  expect(await sendTen(first, other)).toBe(0);
});

test('after a minute, keys are taken again', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const sendTen = await form();
  const one = { remoteAddress: '203.0.113.1' };
  expect(await sendTen(one, one)).toBe(60);
  vi.setSystemTime(Date.now() + 60_001);
  expect(await sendTen(one, { remoteAddress: '203.0.113.2' })).toBe(0);
});
