import { expect, test } from 'vitest';
import { runCommand } from '../../src/dev-server/run-command.ts';

test('returns the output, and passes on error lines as they arrive', async () => {
  const lines: string[] = [];
  const written = await runCommand('sh', ['-c', 'echo out; echo one >&2; echo two >&2'], {
    onErrorLine: (line) => lines.push(line),
  });
  expect(written).toEqual({ stdout: 'out', stderr: 'one\ntwo' });
  expect(lines).toEqual(['one', 'two']);
});

test('names a command that does not exist', async () => {
  await expect(runCommand('no-such-command', [])).rejects.toThrow('no-such-command not found');
});

test('quotes the last lines of a command that fails', async () => {
  await expect(runCommand('sh', ['-c', 'echo a; echo; echo b; echo c >&2; exit 3'])).rejects.toThrow(
    'b c (exit code 3)',
  );
});

test('kills a command that does not finish in time', async () => {
  await expect(runCommand('sleep', ['60'], { timeoutMs: 100 })).rejects.toThrow(
    'sleep did not finish within 0.1 s',
  );
});

test('aborts a command', async () => {
  const controller = new AbortController();
  const running = runCommand('sleep', ['60'], { signal: controller.signal });
  controller.abort();
  await expect(running).rejects.toThrow('aborted');
});
