import { once } from 'node:events';
import { connect } from 'node:net';
import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { closeGracefully } from '../../src/api/graceful-close.ts';

async function serve() {
  const app = fastify();
  const answering = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  app.get('/slow', async () => {
    asked.resolve();
    await answering.promise;
    return 'done';
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { app, url, asked: asked.promise, answer: answering.resolve };
}

test('what is under way is answered', async () => {
  const { app, url, asked, answer } = await serve();
  const response = fetch(`${url}/slow`);
  await asked;
  const closed = closeGracefully(app, 60_000);
  answer();
  expect(await (await response).text()).toBe('done');
  await closed;
});

test('a request that never arrives whole does not hold the process', async () => {
  const { app, url } = await serve();
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => {});
  socket.write('POST /v1/onboardings HTTP/1.1\r\nHost: x\r\n');
  // The server has read the beginning when it answers somebody who came later.
  await fetch(url);
  await closeGracefully(app, 50);
  expect(app.server.listening).toBe(false);
});
