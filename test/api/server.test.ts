import { once } from 'node:events';
import { METHODS } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { apiOver, authorized, onboardingId, exampleOnboarding, validBody } from './fake-onboardings.ts';

type Fakes = Parameters<typeof apiOver>[0];

async function listen(fakes: Fakes = {}) {
  const { app } = apiOver(fakes);
  onTestFinished(() => app.close());
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return { app, url, port };
}

/** Sends raw bytes and returns everything that comes back until the connection ends. */
async function sendRaw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

describe('over a socket', () => {
  test('starts and reads an onboarding', async () => {
    const { url } = await listen();
    const started = await fetch(`${url}/v1/onboardings`, {
      method: 'POST',
      headers: { ...authorized, 'Content-Type': 'application/json' },
      body: JSON.stringify(validBody),
    });
    expect(started.status).toBe(202);
    const read = await fetch(new URL(started.headers.get('location') ?? '', url), { headers: authorized });
    expect(read.status).toBe(200);
    expect(await read.json()).toEqual(exampleOnboarding());
  });

  test('cuts off an endless body at 64 KiB', async () => {
    const { url } = await listen();
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 16_384;
        if (sent > 16_777_216) controller.close();
        else controller.enqueue(new Uint8Array(16_384).fill(0x20));
      },
    });
    const response = await fetch(`${url}/v1/onboardings`, {
      method: 'POST',
      headers: { ...authorized, 'Content-Type': 'application/json' },
      body: endless,
      duplex: 'half',
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: 'body_too_large' });
    expect(sent).toBeLessThan(16_777_216);
  });

  test.each([
    ['bytes that are not HTTP', 'hello\r\n\r\n', 400, 'invalid_request'],
    [
      'headers of 20 KiB',
      `GET /live HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers_too_large',
    ],
  ])('responds to %s with a problem', async (_case, bytes, status, code) => {
    const { port } = await listen();
    const [head = '', body = ''] = (await sendRaw(port, bytes)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toContain('Content-Type: application/problem+json');
    expect(JSON.parse(body)).toMatchObject({ status, code });
  });

  // Node.js does not hand CONNECT to the server as a request.
  test.each(METHODS.filter((method) => !['GET', 'HEAD', 'CONNECT'].includes(method)))(
    'responds with 405 to %s, which no route takes',
    async (method) => {
      const { port } = await listen();
      const response = await sendRaw(
        port,
        `${method} /live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
      );
      expect(response).toMatch(/^HTTP\/1.1 405 /);
      expect(response).toMatch(/^allow: GET, HEAD\r$/im);
    },
  );

  test('finishes requests in progress before it closes', async () => {
    const called = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const { app, url } = await listen({
      get: async () => {
        called.resolve();
        await go.promise;
        return exampleOnboarding();
      },
    });
    const response = fetch(`${url}/v1/onboardings/${onboardingId}`, { headers: authorized });
    await called.promise;
    const serverClosed = once(app.server, 'close');
    const closed = app.close();
    go.resolve();
    expect((await response).status).toBe(200);
    await Promise.all([closed, serverClosed]);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  test('serves a request that is arriving while it closes', async () => {
    const { app, port } = await listen();
    const connected = once(app.server, 'connection') as Promise<[Socket]>;
    const socket = connect(port, '127.0.0.1');
    const response = text(socket);
    socket.write('GET /live HTTP/1.1\r\nHost:');
    const [serverSide] = await connected;
    await vi.waitUntil(() => serverSide.bytesRead > 0);
    const closed = app.close();
    await vi.waitUntil(() => !app.server.listening);
    socket.write(' a\r\n\r\n');
    expect(await response).toMatch(/^HTTP\/1.1 200 [^]*\r\nconnection: close\r\n/i);
    await closed;
  });
});
