import { readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { claimPort } from './claim-port.ts';
import { StartError } from '../contract/lib/start-error.ts';
import { type NamespaceNeeds, prepareNamespace } from '../temporal/prepare-namespace.ts';
import { type Supervised, supervise } from './supervise.ts';

export type DevServerOptions = NamespaceNeeds & {
  /** The Temporal CLI: a path, or a name on the PATH. */
  readonly binary: string;
  /** SQLite file that survives restarts; its folder must exist. Absent: the state is in memory. */
  readonly dbFile?: string;
  readonly ip: string;
  /** 0 for any free one. */
  readonly port: number;
  /** 0 for any free one; absent: no UI. */
  readonly uiPort?: number;
  /** Where the UI has payloads decrypted. */
  readonly codecEndpoint?: string;
  /** Environment variables that say the ports, for the message when one is in use. */
  readonly portSetting?: string;
  readonly uiPortSetting?: string;
  /** What the server writes is appended here; its folder must exist. */
  readonly logFile: string;
  /** Gives up the start. A server that is started is ended by `stop()`. */
  readonly signal?: AbortSignal | undefined;
};

export type DevServer = {
  /** `host:port` of the frontend. */
  readonly address: string;
  readonly uiUrl: string | undefined;
  /** Process group of the server. */
  readonly pid: number;
  /** Resolves, with words like `exit code 1`, when the server has ended, whoever ended it. */
  readonly exited: Promise<string>;
  /** Ends the server and resolves when it has ended. */
  stop(): Promise<void>;
};

const startTimeoutMs = 60_000;
const healthTimeoutMs = 1_000;
const healthEveryMs = 50;
/** https://github.com/grpc/grpc/blob/master/doc/health-checking.md */
const serving = 1;

/**
 * Starts Temporal's dev server as a child and resolves when it serves and its namespace has what is needed. The child
 * ends with this process, however that ends. Throws a `StartError` for a port in use and for a server that
 * ends while it starts.
 */
export async function startDevServer(options: DevServerOptions): Promise<DevServer> {
  const giveUpAt = performance.now() + lockTimeoutMs;
  for (;;) {
    try {
      return await startOnce(options);
    } catch (error) {
      const isLocked = error instanceof StartError && error.message.includes(lockedDatabase);
      if (!isLocked || performance.now() > giveUpAt) throw error;
      await sleep(lockPauseMs, undefined, { signal: options.signal });
    }
  }
}

/** A server whose owner died by kill -9 dies a moment later, and has its database until then. */
const lockedDatabase = 'database is locked';
const lockTimeoutMs = 15_000;
const lockPauseMs = 500;

async function startOnce(options: DevServerOptions): Promise<DevServer> {
  const { ip, signal, logFile } = options;
  const port = await claimPort({ ip, port: options.port, setting: options.portSetting, signal });
  const uiPort =
    options.uiPort === undefined
      ? undefined
      : await claimPort({ ip, port: options.uiPort, setting: options.uiPortSetting, signal });
  const logStart = await sizeOf(logFile);
  const server = await supervise(options.binary, flags(options, port, uiPort), { logFile });

  const address = `${ip}:${port}`;
  const uiUrl = uiPort === undefined ? undefined : `http://${ip}:${uiPort}`;
  // The first attempts come before the server listens; gRPC's own pause after a failed one is a second.
  const connection = Connection.lazy({
    address,
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 200 },
  });
  try {
    await untilReady(server, async () => (await isServing(connection)) && (await answers(uiUrl)), signal);
    await prepareNamespace(connection, options);
    signal?.throwIfAborted();
  } catch (error) {
    await server.stop();
    if (signal?.aborted === true || error instanceof StartError) throw error;
    throw new StartError(
      `Temporal's dev server did not start: ${error instanceof Error ? error.message : String(error)}. Its last words, from ${logFile}:\n${await tail(logFile, logStart)}`,
      { cause: error },
    );
  } finally {
    await connection.close();
  }
  return {
    address,
    uiUrl,
    pid: server.pid,
    exited: server.exited,
    stop: () => server.stop(),
  };
}

function flag(name: string, value: string | number): string[] {
  return [`--${name}`, String(value)];
}

function flags(options: DevServerOptions, port: number, uiPort: number | undefined): string[] {
  return [
    'server',
    'start-dev',
    ...flag('ip', options.ip),
    ...flag('port', port),
    ...flag('namespace', options.namespace),
    ...flag('log-level', 'warn'),
    ...(options.dbFile === undefined ? [] : flag('db-filename', options.dbFile)),
    ...(uiPort === undefined ? ['--headless'] : flag('ui-port', uiPort)),
    ...(options.codecEndpoint === undefined ? [] : flag('ui-codec-endpoint', options.codecEndpoint)),
    ...Object.entries(options.searchAttributes).flatMap((pair) => flag('search-attribute', pair.join('='))),
    ...Object.entries(dynamicConfig).flatMap((pair) => flag('dynamic-config-value', pair.join('='))),
  ];
}

/**
 * A shard of Temporal's loads its transfer queue at most 20 times a second. The dev server has one shard, so each hop of
 * a run (a task that becomes ready, an activity that is handed out) waits for up to 50 ms: 551 ms for a run of eleven hops
 * alone, and 150 ms with this. docs/decisions/013 has the measurement.
 */
const dynamicConfig: Readonly<Record<string, number>> = { 'history.transferProcessorMaxPollRPS': 1_000 };

async function untilReady(
  server: Supervised,
  isReady: () => Promise<boolean>,
  signal: AbortSignal | undefined,
): Promise<void> {
  let ended: string | undefined;
  void server.exited.then((how) => (ended = how));
  const giveUpAt = performance.now() + startTimeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    if (ended !== undefined) throw new Error(ended);
    if (await isReady()) return;
    if (performance.now() > giveUpAt) throw new Error(`it was not ready within ${startTimeoutMs / 1_000} s`);
    await sleep(healthEveryMs, undefined, { signal });
  }
}

async function isServing(connection: Connection): Promise<boolean> {
  try {
    const { status }: { status: number } = await connection.withDeadline(Date.now() + healthTimeoutMs, () =>
      connection.healthService.check({ service: 'temporal.api.workflowservice.v1.WorkflowService' }),
    );
    return status === serving;
  } catch {
    return false;
  }
}

/** The UI listens a little after the frontend. */
async function answers(uiUrl: string | undefined): Promise<boolean> {
  if (uiUrl === undefined) return true;
  try {
    return (await fetch(uiUrl, { method: 'HEAD', signal: AbortSignal.timeout(healthTimeoutMs) })).status > 0;
  } catch {
    return false;
  }
}

async function sizeOf(file: string): Promise<number> {
  return await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

async function tail(file: string, from: number): Promise<string> {
  const lines = (await readFile(file)).subarray(from).toString('utf8').trimEnd().split('\n');
  return lines
    .slice(-8)
    .map((line) => `  ${line.slice(0, 400)}`)
    .join('\n');
}
