import { expect, test } from 'vitest';
import { startSimulator } from './harness.ts';

test('JSON is read as JSON although `curl -d` declares it as a form, as in docs/simulator.md', async () => {
  const sim = await startSimulator();
  const response = await fetch(`${sim.url}/__sim/dialect`, {
    method: 'PUT',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: '{ "resendExpired": "404", "readDelayMs": 2000 }',
  });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ resendExpired: '404', readDelayMs: 2_000 });
});

test('a form is read as a form, as the mailbox sends it', async () => {
  const sim = await startSimulator();
  const response = await fetch(`${sim.url}/__sim/users`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'email=ada%40example.com',
  });
  expect(response.status).toBe(201);
});
