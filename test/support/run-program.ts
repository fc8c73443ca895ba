import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export type Finished = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/**
 * Runs a program of the project to its end, without a terminal. `file` is relative to the project. `interrupt` sends it
 * SIGINT, as Ctrl-C does.
 */
export async function runProgram(
  file: string,
  args: readonly string[],
  environment: Record<string, string> = {},
  interrupt?: AbortSignal,
): Promise<Finished> {
  const path = fileURLToPath(new URL(`../../${file}`, import.meta.url));
  const [program, ...first] = file.endsWith('.sh') ? ['sh', path] : [process.execPath, path];
  const child = spawn(program, [...first, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...environment },
  });
  interrupt?.addEventListener('abort', () => child.kill('SIGINT'));
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
