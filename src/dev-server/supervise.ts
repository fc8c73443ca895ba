import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { defined } from '../contract/lib/optional.ts';

/**
 * Runs the command given as arguments. A line on standard input sends it SIGTERM, the end of the input SIGKILL. The
 * parent holds the other end of that pipe, and the kernel closes it however the parent dies, so even `kill -9` leaves no
 * orphan. SIGKILL, because a child that ended slowly would still hold the port and the database when the parent is
 * started again.
 */
const untilInputEnds = `
exec 3<&0
"$@" </dev/null 3<&- & server=$!
(while read -r _; do kill -TERM $server; done; kill -KILL $server) <&3 2>/dev/null & watcher=$!
wait $server; code=$?
kill $watcher 2>/dev/null
exit $code`;

export type Supervised = {
  /** The leader of a new process group. A signal to the negative PID reaches the whole group. */
  readonly pid: number;
  /** Resolves when the child has ended for any reason, with text such as `exit code 1`. */
  readonly exited: Promise<string>;
  /** Sends SIGTERM, and SIGKILL if the child has not ended after the grace period. Resolves when it has ended. */
  stop(graceMs?: number): Promise<void>;
};

export type SuperviseOptions = {
  readonly logFile: string;
  /** Defaults to the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The user to run as. Defaults to that of this process; any other requires root. */
  readonly uid?: number;
};

/**
 * Starts a child that never outlives this process. Ctrl-C in the terminal does not reach it, so the caller decides when
 * it stops. Its output is appended to the log file.
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
    ...defined({ env: options.environment, uid: options.uid, gid: options.uid }),
  });
  // Listens before anything is awaited, so that the exit of a short-lived child is not missed.
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  try {
    await once(child, 'spawn');
  } finally {
    await log.close();
  }
  const { pid, stdin } = child;
  if (pid === undefined || stdin === null) throw new Error('the child process has no PID or no input');

  // Writing fails if the child has just ended; `exited` reports that.
  stdin.on('error', () => {});

  const signalGroup = (signal: NodeJS.Signals) => {
    try {
      process.kill(-pid, signal);
    } catch {
      // The group has no process left.
    }
  };
  const exited = ended.then((outcome) => {
    stdin.destroy();
    return outcome;
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
