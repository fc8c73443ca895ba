import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signedHeaders } from '../../src/webhooks/sign.ts';
import { until } from '../support/until.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const program = fileURLToPath(new URL('../../docs/examples/receiver.mjs', import.meta.url));
const body = JSON.stringify({
  type: 'onboarding.completed',
  timestamp: '2026-06-29T09:00:00.000Z',
  data: { id: 'onboarding-1', state: 'completed' },
});
const lines: string[] = [];
let url: string;
let child: ReturnType<typeof spawn>;

beforeAll(async () => {
  child = spawn(process.execPath, [program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { WEBHOOK_SECRET: secret, PORT: '0' },
  });
  if (child.stdout === null) throw new Error('the receiver has no output');
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  const [first] = await until(
    'the first line',
    () => lines,
    ({ length }) => length > 0,
  );
  url = `http://127.0.0.1:${/\d+$/.exec(first ?? '')?.[0]}/`;
});

afterAll(async () => {
  child.kill();
  await once(child, 'exit');
});

/** Sends the text with a signature of the original body. */
async function send(id: string, text: string, key = secret, at = new Date()): Promise<number> {
  const headers = signedHeaders(id, body, [key], at);
  return (await fetch(url, { method: 'POST', headers, body: text })).status;
}

test('the example receiver accepts each signed event once, and nothing else', async () => {
  const other = `whsec_${'A'.repeat(32)}`;
  const longAgo = new Date(Date.now() - 6 * 60_000);
  expect(await send('event-1', body, other)).toBe(400);
  expect(await send('event-1', body.replace('completed', 'cancelled'))).toBe(400);
  expect(await send('event-1', body, secret, longAgo)).toBe(400);
  expect((await fetch(url, { method: 'POST', body })).status).toBe(400);
  expect(lines).toHaveLength(1);

  expect(await send('event-1', body)).toBe(204);
  expect(await send('event-1', body)).toBe(204);
  expect(await send('event-2', body)).toBe(204);
  const line = '2026-06-29T09:00:00.000Z onboarding.completed onboarding-1 (completed)';
  await until(
    'its output',
    () => lines,
    ({ length }) => length >= 3,
  );
  expect(lines.slice(1)).toEqual([line, line]);
});
