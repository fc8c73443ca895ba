import { expect, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { startProgram } from '../support/program.ts';

test('a program that a signal ends before it is done exits with 130, so that no next command follows', async () => {
  const program = startProgram('prepare-temporal', { TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}` });
  await program.waitForLine(/Preparing the namespace/);
  expect(await program.stop()).toBe(130);
});
