import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export type RunOptions = {
  readonly cwd?: string;
  /** Where it is not this process's own. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Where it shall not be that of this process, which must be root then. */
  readonly uid?: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** Called with every line of standard error, as it comes. */
  readonly onErrorLine?: (line: string) => void;
};

/**
 * Runs a command to its end and gives what it wrote. Throws an Error with one short line: the command was not found,
 * took too long, or ended badly, with its own last words.
 */
export type RunCommand = (
  command: string,
  args: readonly string[],
  options?: RunOptions,
) => Promise<{ readonly stdout: string; readonly stderr: string }>;

export const runCommand: RunCommand = async (command, args, options = {}) => {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.environment === undefined ? {} : { env: options.environment }),
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  let timedOut = false;
  const timer =
    options.timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          child.kill('SIGKILL');
        }, options.timeoutMs);

  const stdout: string[] = [];
  const stderr: string[] = [];
  createInterface(child.stdout).on('line', (line) => stdout.push(line));
  createInterface(child.stderr).on('line', (line) => {
    stderr.push(line);
    options.onErrorLine?.(line);
  });

  try {
    const ended = await new Promise<string>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    if (timedOut) throw new Error(`${command} gave no answer within ${(options.timeoutMs ?? 0) / 1_000} s`);
    if (ended !== 'exit code 0') throw new Error(`${lastWords([...stdout, ...stderr])} (${ended})`);
    return { stdout: stdout.join('\n'), stderr: stderr.join('\n') };
  } catch (error) {
    if (isNotFound(error)) throw new Error(`${command} not found`, { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
  }
};

function lastWords(lines: readonly string[]): string {
  const words = lines.filter((line) => line.trim() !== '').slice(-2);
  return words.join(' ').slice(-300) || 'ended without a word';
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
