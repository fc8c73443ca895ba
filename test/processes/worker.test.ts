import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { testEncryptionSetting } from '../support/encryption.ts';
import { freePort } from '../support/free-port.ts';
import { testIdKey } from '../support/id-key.ts';
import { startProgram } from '../support/program.ts';
import { runProgram } from '../support/run-program.ts';
import { until } from '../support/until.ts';

const secrets = {
  ONBOARDING_ID_KEY: testIdKey,
  ONBOARDING_ENCRYPTION_KEYS: testEncryptionSetting,
  VULTR_API_KEY: 'a-key',
};

/** The address of a Temporal that accepts connections and does not respond. */
async function silentTemporal(): Promise<string> {
  const sockets = new Set<{ destroy: () => unknown }>();
  const server = createServer((socket) => void sockets.add(socket)).listen(0, '127.0.0.1');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a worker that starts is alive and not ready', async () => {
  const health = `localhost:${await freePort()}`;
  const worker = startProgram('worker', {
    ...secrets,
    TEMPORAL_ADDRESS: await silentTemporal(),
    ONBOARDING_WORKER_HEALTH: health,
  });
  onTestFinished(() => worker.kill());
  const get = (path: string) => fetch(`http://${health}${path}`).catch(() => undefined);
  const live = await until(
    'the health server',
    () => get('/live'),
    (response) => response !== undefined,
  );
  expect(live?.status).toBe(200);
  const ready = await get('/ready');
  expect(ready?.status).toBe(503);
  expect(await ready?.json()).toMatchObject({ reason: 'the workers are starting' });
});

test('a worker that cannot connect to Temporal says why', async () => {
  const { code, stderr } = await runProgram('src/bin/worker.ts', [], {
    ...secrets,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /Could not connect to Temporal at 127\.0\.0\.1:1: .*Connection refused.* set TEMPORAL_ADDRESS, and TEMPORAL_API_KEY/,
  );
  expect(stderr).not.toMatch(/^\s+at /m);
});
