import { once } from 'node:events';
import { connect } from 'node:net';
import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { closeGracefully } from '../../src/api/graceful-close.ts';

async function serve() {
  const app = fastify();
  const response = Promise.withResolvers<void>();
  const called = Promise.withResolvers<void>();
  app.get('/slow', async () => {
    called.resolve();
    await response.promise;
    return 'done';
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { app, url, called: called.promise, respond: response.resolve };
}

test('finishes requests in progress', async () => {
  const { app, url, called, respond } = await serve();
  const response = fetch(`${url}/slow`);
  await called;
  const closed = closeGracefully(app, 60_000);
  respond();
  expect(await (await response).text()).toBe('done');
  await closed;
});

test('does not wait for a request that never arrives completely', async () => {
  const { app, url } = await serve();
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => {});
  socket.write('POST /v1/onboardings HTTP/1.1\r\nHost: x\r\n');
  // Once the server responds to a later request, it has read the start of the first one.
  await fetch(url);
  await closeGracefully(app, 50);
  expect(app.server.listening).toBe(false);
});
