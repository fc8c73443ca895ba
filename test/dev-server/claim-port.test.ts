import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimPort } from '../../src/dev-server/claim-port.ts';
import { StartError } from '../../src/contract/lib/start-error.ts';

const ip = '127.0.0.1';
let other: Server;
let port: number;
beforeEach(async () => {
  other = createServer().listen(0, ip);
  await once(other, 'listening');
  port = (other.address() as AddressInfo).port;
});
afterEach(() => {
  other.close();
});

test('reports a port that stays in use in one line, with its setting', async () => {
  const claim = claimPort({ ip, port, setting: 'DEV_TEMPORAL_PORT', timeoutMs: 200 });
  await expect(claim).rejects.toThrow(StartError);
  await expect(claim).rejects.toThrow(
    `Port ${port} on 127.0.0.1 (DEV_TEMPORAL_PORT) is in use. Stop the program that listens there, or set DEV_TEMPORAL_PORT to a free port.`,
  );
});

test('claims a port that is released in time', async () => {
  const claim = claimPort({ ip, port });
  // This later claim fails, so the first one has found the port in use at least once.
  await expect(claimPort({ ip, port, timeoutMs: 0 })).rejects.toThrow('is in use');
  other.close();
  expect(await claim).toBe(port);
});

test('returns a free port for 0', async () => {
  const free = await claimPort({ ip, port: 0 });
  const mine = createServer().listen(free, ip);
  await once(mine, 'listening');
  mine.close();
  expect(free).not.toBe(port);
});

test('rejects a network address of another machine at once', async () => {
  // Reserved for documentation: RFC 5737, section 3.
  const claim = claimPort({ ip: '192.0.2.1', port: 7233, timeoutMs: 600_000 });
  await expect(claim).rejects.toThrow('Port 7233 on 192.0.2.1 cannot be opened (EADDRNOTAVAIL)');
});
