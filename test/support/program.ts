import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type Program = {
  readonly pid: number;
  /** Resolves with the first line that matches. Call it once. */
  readonly waitForLine: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Sends SIGTERM, as a platform does. Resolves with the exit code once the process has ended. */
  readonly stop: () => Promise<number | null>;
  /** Sends SIGKILL: nothing is finished or reported. */
  readonly kill: () => Promise<void>;
};

/** Starts one of the service's programs in a process of its own, as in production. */
export function startProgram(
  name: 'api' | 'worker' | 'simulator' | 'verify-vultr' | 'prepare-temporal',
  environment: Record<string, string>,
  args: readonly string[] = [],
): Program {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL(`../../src/bin/${name}.ts`, import.meta.url)), ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], ...environment },
    },
  );
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  const readers = [child.stdout, child.stderr].map((stream) =>
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > 200) lines.shift();
      for (const listener of listeners) listener();
    }),
  );
  const ended = once(child, 'exit');
  return {
    pid: child.pid ?? 0,
    async waitForLine(pattern) {
      const find = () => lines.map((line) => pattern.exec(line)).find((match) => match !== null);
      const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
      const search = () => {
        const match = find();
        if (match !== undefined) resolve(match);
      };
      listeners.add(search);
      search();
      void ended.then(() => reject(new Error(`${name} ended: ${lines.slice(-5).join('\n')}`)));
      return promise.finally(() => {
        listeners.delete(search);
        // Discards later output unread, so that reading it costs a benchmark nothing.
        for (const reader of readers) reader.close();
        for (const stream of [child.stdout, child.stderr]) stream.resume();
      });
    },
    async stop() {
      child.kill('SIGTERM');
      const [code] = (await ended) as [number | null];
      return code;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
