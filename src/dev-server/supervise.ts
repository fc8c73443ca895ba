import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';

/**
 * Runs the command given as arguments: a line on standard input asks it to end (SIGTERM), the end of the input ends it
 * (SIGKILL). The parent holds the other end of that pipe, and the kernel closes it however the parent dies. So a
 * `kill -9` leaves no orphan, and at once: one that took its time would still have port and database when the
 * parent is started again.
 */
const untilInputEnds = `
exec 3<&0
"$@" </dev/null 3<&- & server=$!
(while read -r _; do kill -TERM $server; done; kill -KILL $server) <&3 2>/dev/null & watcher=$!
wait $server; code=$?
kill $watcher 2>/dev/null
exit $code`;

export type Supervised = {
  /** Leader of a process group of its own: a signal to the negative of it reaches all there is. */
  readonly pid: number;
  /** Resolves, with words like `exit code 1`, when it has ended, whoever ended it. */
  readonly exited: Promise<string>;
  /** SIGTERM, and SIGKILL where it has not ended after the grace time. Resolves when it has ended. */
  stop(graceMs?: number): Promise<void>;
};

export type SuperviseOptions = {
  readonly logFile: string;
  /** Where it is not this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Where it shall not be that of this process, which must be root then. */
  readonly uid?: number;
};

/**
 * A child that never outlives this process, and that a Ctrl-C in the terminal does not reach: whoever started it
 * decides when it stops. What it writes is appended to the log file.
 */
export async function supervise(
  command: string,
  args: readonly string[],
  options: SuperviseOptions,
): Promise<Supervised> {
  const log = await open(options.logFile, 'a');
  const child = spawn('/bin/sh', ['-c', untilInputEnds, 'sh', command, ...args], {
    detached: true,
    stdio: ['pipe', log.fd, log.fd],
    ...(options.environment === undefined ? {} : { env: options.environment }),
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  // Before anything is awaited: a child that dies at once would not be heard of.
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  try {
    await once(child, 'spawn');
  } finally {
    await log.close();
  }
  const { pid, stdin } = child;
  if (pid === undefined || stdin === null) throw new Error('a child process has neither pid nor input');

  // Asked to stop when it has just ended, nobody reads; `exited` tells.
  stdin.on('error', () => {});

  const signalGroup = (signal: NodeJS.Signals) => {
    try {
      process.kill(-pid, signal);
    } catch {
      // Nobody is left in the group.
    }
  };
  const exited = ended.then((how) => {
    stdin.destroy();
    return how;
  });
  return {
    pid,
    exited,
    async stop(graceMs = 10_000) {
      stdin.write('\n');
      const timer = setTimeout(() => signalGroup('SIGKILL'), graceMs);
      await exited;
      clearTimeout(timer);
    },
  };
}
