import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type Program = {
  readonly pid: number;
  /** Resolves with the first line that fits. To be called once. */
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
      return promise.finally(() => {
        listeners.delete(look);
        // What is logged from here on is thrown away unread, so that reading it costs the benchmark nothing.
        for (const reader of readers) reader.close();
        for (const stream of [child.stdout, child.stderr]) stream.resume();
      });
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

export type Usage = { readonly cpuSeconds: number; readonly residentMiB: number };

/** What a process and all that it has started have used so far (seconds of one core), and their resident memory in MiB. Linux only. */
export function usageOf(pid: number): Usage {
  const all = processes();
  const tree = [pid];
  // A for-of sees what is pushed meanwhile: the children's children.
  for (const parent of tree) tree.push(...all.filter((one) => one.parent === parent).map((one) => one.pid));
  const used = all.filter((one) => tree.includes(one.pid));
  return {
    cpuSeconds: used.reduce((sum, { ticks }) => sum + ticks, 0) / ticksPerSecond,
    residentMiB: Math.round((used.reduce((sum, { pages }) => sum + pages, 0) * bytesPerPage) / 1_048_576),
  };
}

function processes(): { pid: number; parent: number; ticks: number; pages: number }[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      // The name, in parentheses, may hold spaces. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      const [parent, userTicks, systemTicks, pages] = [1, 11, 12, 21].map((index) => Number(stat[index]));
      return [
        {
          pid: Number(pid),
          parent: parent ?? 0,
          ticks: (userTicks ?? 0) + (systemTicks ?? 0),
          pages: pages ?? 0,
        },
      ];
    } catch {
      // It has ended since it was listed.
      return [];
    }
  });
}
