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

test('a port that stays in use is one line with the setting to change', async () => {
  const claim = claimPort({ ip, port, setting: 'DEV_TEMPORAL_PORT', patienceMs: 200 });
  await expect(claim).rejects.toThrow(StartError);
  await expect(claim).rejects.toThrow(
    `Port ${port} of 127.0.0.1 (DEV_TEMPORAL_PORT) is in use: end the program that listens there, or set DEV_TEMPORAL_PORT to a free port.`,
  );
});

test('a port that is given back in time is taken', async () => {
  const claim = claimPort({ ip, port });
  // Asked later and refused, so the first has met the closed door at least once.
  await expect(claimPort({ ip, port, patienceMs: 0 })).rejects.toThrow('is in use');
  other.close();
  expect(await claim).toBe(port);
});

test('0 gives a port that one can listen on', async () => {
  const free = await claimPort({ ip, port: 0 });
  const mine = createServer().listen(free, ip);
  await once(mine, 'listening');
  mine.close();
  expect(free).not.toBe(port);
});

test('an address that is not of this machine is refused at once', async () => {
  // RFC 5737 section 3: for documentation only.
  const claim = claimPort({ ip: '192.0.2.1', port: 7233, patienceMs: 600_000 });
  await expect(claim).rejects.toThrow('Port 7233 of 192.0.2.1 cannot be listened on (EADDRNOTAVAIL)');
});
