import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createNamespace } from '../../src/cli/create-namespace.ts';
import { loadConfig } from '../../src/config/config.ts';

/** An address where nothing listens. */
async function unusedAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return `127.0.0.1:${port}`;
}

test('without Temporal, says at once what it waits for and for how long, repeats it, and at last what to do', async () => {
  const address = await unusedAddress();
  const config = loadConfig({ TEMPORAL_ADDRESS: address });
  const lines: string[] = [];
  const options = { onProgress: (line: string) => lines.push(line), waitMs: 3_000, reportMs: 1_000 };
  const created = createNamespace(config, { ...options, signal: new AbortController().signal });
  expect(lines).toEqual([
    `Preparing the namespace default in Temporal at ${address}; waiting up to 3 s for it.`,
  ]);
  await expect(created).rejects.toThrow(`Could not prepare Temporal at ${address} within 3 s: `);
  await expect(created).rejects.toThrow(
    'Check that it is running and that TEMPORAL_ADDRESS is right, then run this command again.',
  );
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines.slice(1))
    expect(line).toMatch(new RegExp(`^Still waiting for Temporal at ${address}, \\d s left`));
});

test('stops waiting when the program is stopped', async () => {
  const config = loadConfig({ TEMPORAL_ADDRESS: await unusedAddress() });
  const stopping = new AbortController();
  const created = createNamespace(config, { onProgress: () => stopping.abort(), signal: stopping.signal });
  await expect(created).rejects.toThrow('Could not prepare Temporal');
});
