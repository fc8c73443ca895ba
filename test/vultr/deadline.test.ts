import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { createDeadline, earlier } from '../../src/vultr/deadline.ts';
import { until } from '../support/until.ts';
import { respondWith, startStubServer } from './stub-server.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('counts down with time', () => {
  vi.useFakeTimers();
  const deadline = createDeadline(45_000);
  vi.advanceTimersByTime(40_000);
  expect(deadline.remainingMs()).toBe(5_000);
  expect(earlier(deadline, 15_000).remainingMs()).toBe(-10_000);
});

test('counts the time in which the machine slept and its monotonic clock stood still', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const deadline = createDeadline(45_000);
  vi.setSystemTime(Date.now() + 120_000);
  expect(deadline.remainingMs()).toBeLessThan(-70_000);
});

test('does not gain time if the wall clock is set back', () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  const deadline = createDeadline(45_000);
  vi.advanceTimersByTime(40_000);
  vi.setSystemTime(Date.now() - 3_600_000);
  expect(deadline.remainingMs()).toBe(5_000);
});

const program = fileURLToPath(new URL('queued-writes.ts', import.meta.url));

test('a process that was stopped until after the deadline sends none of the writes that it had queued', async () => {
  const { url, received } = await startStubServer(respondWith('', 204));
  const withinMs = 5_000;
  const child = spawn(process.execPath, [program, url, String(withinMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = text(child.stdout);
  await until(
    'the first write',
    async () => received.length,
    (count) => count > 0,
  );
  child.kill('SIGSTOP');
  const stoppedAtMs = performance.now();
  await until(
    'the deadline',
    async () => performance.now() - stoppedAtMs,
    (stoppedMs) => stoppedMs > withinMs,
  );
  child.kill('SIGCONT');
  // The response to the first write arrived while the process was stopped.
  expect((await output).trim().split('\n').slice(1)).toEqual(['out_of_time', 'out_of_time']);
  expect(received.map(({ path }) => path)).toEqual(['/v2/invitation/a/resend']);
});
