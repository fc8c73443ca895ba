import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { ask, confirm } from '../../src/cli/ask.ts';

/** A terminal, on which someone presses these keys once there is a question. */
function terminalWith(keys: string) {
  const input = new PassThrough();
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  output.once('data', () => input.write(keys));
  return { input, output };
}

describe('a question on the terminal', () => {
  test.each([
    ['y\r', true],
    ['YES\r', true],
    ['n\r', false],
    ['\r', false],
    ['maybe\r', false],
    ['\u0004', false],
  ])('answered with %j is agreed to: %s', async (keys, expected) => {
    expect(await confirm('Start?', terminalWith(keys))).toBe(expected);
  });

  test('ends without an answer on Ctrl-C, which reaches the process', async () => {
    const interrupts = new AbortController();
    const interrupted = once(process, 'SIGINT').then(() => interrupts.abort());
    expect(await ask('Start?', { ...terminalWith('\u0003'), signal: interrupts.signal })).toBeUndefined();
    await interrupted;
  });

  test('is not asked once the program is interrupted', async () => {
    const { input, output } = terminalWith('y\r');
    expect(await ask('Start?', { input, output, signal: AbortSignal.abort() })).toBeUndefined();
    expect(output.read()).toBeNull();
  });
});
