import { expect, test } from 'vitest';
import { runCommand } from '../../src/dev-server/run-command.ts';

test('gives what the command wrote, and its error lines as they come', async () => {
  const lines: string[] = [];
  const written = await runCommand('sh', ['-c', 'echo out; echo one >&2; echo two >&2'], {
    onErrorLine: (line) => lines.push(line),
  });
  expect(written).toEqual({ stdout: 'out', stderr: 'one\ntwo' });
  expect(lines).toEqual(['one', 'two']);
});

test('a command that is not there is called by its name', async () => {
  await expect(runCommand('no-such-command', [])).rejects.toThrow('no-such-command not found');
});

test('a command that fails is quoted with its last words', async () => {
  await expect(runCommand('sh', ['-c', 'echo a; echo; echo b; echo c >&2; exit 3'])).rejects.toThrow(
    'b c (exit code 3)',
  );
});

test('a command that hangs is ended', async () => {
  await expect(runCommand('sleep', ['60'], { timeoutMs: 100 })).rejects.toThrow(
    'sleep gave no answer within 0.1 s',
  );
});

test('a command can be given up', async () => {
  const controller = new AbortController();
  const running = runCommand('sleep', ['60'], { signal: controller.signal });
  controller.abort();
  await expect(running).rejects.toThrow('aborted');
});
