import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type Program = {
  readonly pid: number;
  /** Resolves with the first line that fits. */
  readonly said: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly stop: () => Promise<void>;
};

/** One of the service's programs, in a process of its own, as in production. */
export function startProgram(
  name: 'api' | 'worker' | 'simulator',
  environment: Record<string, string>,
): Program {
  const child = spawn(process.execPath, [fileURLToPath(new URL(`../src/bin/${name}.ts`, import.meta.url))], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...environment },
  });
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > 200) lines.shift();
      for (const listener of listeners) listener();
    });
  }
  const ended = once(child, 'exit');
  return {
    pid: child.pid ?? 0,
    async said(pattern) {
      const find = () => lines.map((line) => pattern.exec(line)).find((match) => match !== null);
      const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
      const look = () => {
        const match = find();
        if (match !== undefined) resolve(match);
      };
      listeners.add(look);
      look();
      void ended.then(() => reject(new Error(`${name} ended: ${lines.slice(-5).join('\n')}`)));
      return promise.finally(() => listeners.delete(look));
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Linux counts a process's time in hundredths of a second. */
const ticksPerSecond = 100;
const bytesPerPage = 4_096;

/** What a process has used so far (seconds of one core), and its resident memory in MiB. Linux only. */
export function usageOf(pid: number): { readonly cpuSeconds: number; readonly residentMiB: number } {
  // The name, in parentheses, may hold spaces.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
  return {
    cpuSeconds: (Number(stat[11]) + Number(stat[12])) / ticksPerSecond,
    residentMiB: Math.round((pages * bytesPerPage) / 1_048_576),
  };
}
