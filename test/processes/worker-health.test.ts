import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { serveHealth } from '../../src/processes/worker-health.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answer(path: string, reason: string | undefined, refuses = false) {
  const address = `127.0.0.1:${await freePort()}`;
  const health = { unready: () => Promise.resolve(reason), vultrRefuses: () => refuses };
  stops.push((await serveHealth(address, health)).stop);
  const response = await fetch(`http://${address}${path}`);
  return { status: response.status, body: await response.json() };
}

describe('the health of a worker', () => {
  test.each<[string, string | undefined, boolean, number, object]>([
    ['/live', 'Temporal does not answer', false, 200, { status: 'live' }],
    ['/ready', undefined, false, 200, { status: 'ready', vultr: 'takes the key' }],
    ['/ready', undefined, true, 200, { status: 'ready', vultr: 'refuses the key' }],
    [
      '/ready',
      'a worker is draining',
      false,
      503,
      { status: 'not ready', reason: 'a worker is draining', vultr: 'takes the key' },
    ],
    ['/', undefined, false, 404, { status: 'no such path; there are /live and /ready' }],
  ])('%s where the reason is %s', async (path, reason, refuses, status, body) => {
    expect(await answer(path, reason, refuses)).toEqual({ status, body });
  });

  test('a port in use is said with the setting that moves it', async () => {
    const port = await freePort();
    const health = { unready: () => Promise.resolve(undefined), vultrRefuses: () => false };
    stops.push((await serveHealth(`127.0.0.1:${port}`, health)).stop);
    await expect(serveHealth(`127.0.0.1:${port}`, health)).rejects.toThrow(/ONBOARDING_WORKER_HEALTH/);
  });
});
