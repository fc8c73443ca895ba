import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { defined } from '../contract/lib/optional.ts';

export type RunOptions = {
  readonly cwd?: string;
  /** Defaults to the environment of this process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The user to run as. Defaults to that of this process; any other requires root. */
  readonly uid?: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** Called with every line of standard error as it arrives. */
  readonly onErrorLine?: (line: string) => void;
};

/**
 * Runs a command until it exits and returns its output. Throws an error with a message of one line: the command was not
 * found, did not finish in time, or failed, in which case the message contains its last lines.
 */
export type RunCommand = (
  command: string,
  args: readonly string[],
  options?: RunOptions,
) => Promise<{ readonly stdout: string; readonly stderr: string }>;

export const runCommand: RunCommand = async (command, args, options = {}) => {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...defined({
      cwd: options.cwd,
      env: options.environment,
      uid: options.uid,
      gid: options.uid,
      signal: options.signal,
    }),
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
    const outcome = await new Promise<string>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    if (timedOut) throw new Error(`${command} did not finish within ${(options.timeoutMs ?? 0) / 1_000} s`);
    if (outcome !== 'exit code 0') throw new Error(`${lastLines([...stdout, ...stderr])} (${outcome})`);
    return { stdout: stdout.join('\n'), stderr: stderr.join('\n') };
  } catch (error) {
    if (isNotFound(error)) throw new Error(`${command} not found`, { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
  }
};

function lastLines(lines: readonly string[]): string {
  const last = lines.filter((line) => line.trim() !== '').slice(-2);
  return last.join(' ').slice(-300) || 'no output';
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
