import { afterEach, describe, expect, test } from 'vitest';
import { serveHealth } from '../../src/processes/worker-health.ts';
import { freePort } from '../support/free-port.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function get(path: string, reason: string | undefined, closedBy?: 'key' | 'pause') {
  const address = { host: '127.0.0.1', port: await freePort() };
  const health = { notReadyReason: () => Promise.resolve(reason), gateClosedBy: () => closedBy };
  stops.push((await serveHealth(address, health)).stop);
  const response = await fetch(`http://127.0.0.1:${address.port}${path}`);
  return { status: response.status, body: await response.json() };
}

describe('the health of a worker', () => {
  test.each<[string, string | undefined, 'key' | 'pause' | undefined, number, object]>([
    ['/live', 'Temporal does not respond', undefined, 200, { status: 'live' }],
    ['/ready', undefined, undefined, 200, { status: 'ready', vultr: 'accepts the key' }],
    ['/ready', undefined, 'key', 200, { status: 'ready', vultr: 'rejects the key' }],
    ['/ready', undefined, 'pause', 200, { status: 'ready', vultr: 'asked for a pause' }],
    [
      '/ready',
      'a worker is draining',
      undefined,
      503,
      { status: 'not ready', reason: 'a worker is draining', vultr: 'accepts the key' },
    ],
    ['/', undefined, undefined, 404, { status: 'not found; the paths are /live and /ready' }],
  ])(
    'GET %s, reason not to be ready: %s, gate closed by: %s',
    async (path, reason, closedBy, status, body) => {
      expect(await get(path, reason, closedBy)).toEqual({ status, body });
    },
  );

  test('names the setting of a port that is in use', async () => {
    const address = { host: '127.0.0.1', port: await freePort() };
    const health = { notReadyReason: () => Promise.resolve(undefined), gateClosedBy: () => undefined };
    stops.push((await serveHealth(address, health)).stop);
    await expect(serveHealth(address, health)).rejects.toThrow(/ONBOARDING_WORKER_HEALTH/);
  });
});
