import { readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { claimPort } from './claim-port.ts';
import { errorMessage } from '../contract/lib/error-message.ts';
import { StartError } from '../contract/lib/start-error.ts';
import { memoWarnBytes } from '../contract/temporal/memo-size.ts';
import { type NamespaceRequirements, prepareNamespace } from '../temporal/prepare-namespace.ts';
import { type Supervised, supervise } from './supervise.ts';

/** Values are JSON. */
export type DynamicConfig = Readonly<Record<string, number | string>>;

export type DevServerOptions = NamespaceRequirements & {
  /** The Temporal CLI: a path, or a name on the PATH. */
  readonly binary: string;
  /** SQLite file that survives restarts. Its folder must exist. If left out, the state is in memory. */
  readonly dbFile?: string;
  readonly ip: string;
  /** 0 for any free port. */
  readonly port: number;
  /** 0 for any free port. If left out, there is no UI. */
  readonly uiPort?: number;
  /** Further settings of the server, such as limits: https://docs.temporal.io/references/dynamic-configuration */
  readonly dynamicConfig?: DynamicConfig;
  /** The codec server that decrypts payloads for the UI. */
  readonly codecEndpoint?: string;
  /** The environment variables that set the ports, for the message if one is in use. */
  readonly portSetting?: string;
  readonly uiPortSetting?: string;
  /** The server's output is appended to this file. Its folder must exist. */
  readonly logFile: string;
  /** Aborts the start. Once the server has started, use `stop()`. */
  readonly signal?: AbortSignal | undefined;
};

export type DevServer = {
  /** `host:port` of the frontend. */
  readonly address: string;
  readonly uiUrl: string | undefined;
  /** The server's process group. */
  readonly pid: number;
  /** Resolves when the server has ended for any reason, with text such as `exit code 1`. */
  readonly exited: Promise<string>;
  /** Stops the server and resolves when it has ended. */
  stop(): Promise<void>;
};

const startTimeoutMs = 60_000;
const healthTimeoutMs = 1_000;
const healthEveryMs = 50;
/** https://github.com/grpc/grpc/blob/master/doc/health-checking.md */
const serving = 1;

/**
 * Starts Temporal's dev server as a child process. Resolves when the server is serving and its namespace is prepared.
 * The child ends when this process ends, however it ends. Throws a `StartError` if a port is in use or the server ends
 * while it starts.
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

/** If a program was killed with kill -9, its server ends shortly after it and keeps the database locked until then. */
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
  // The first attempts fail because the server does not listen yet; by default gRPC would pause for a second after each.
  const connection = Connection.lazy({
    address,
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 200 },
  });
  try {
    await untilReady(server, async () => (await isServing(connection)) && (await isUiReady(uiUrl)), signal);
    await prepareNamespace(connection, options);
    signal?.throwIfAborted();
  } catch (error) {
    await server.stop();
    if (signal?.aborted === true || error instanceof StartError) throw error;
    throw new StartError(
      `Temporal's dev server did not start: ${errorMessage(error)}. The end of its log, ${logFile}:\n${await tail(logFile, logStart)}`,
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
    ...Object.entries({ ...dynamicConfig, ...options.dynamicConfig }).flatMap(([key, value]) =>
      flag('dynamic-config-value', `${key}=${JSON.stringify(value)}`),
    ),
  ];
}

/**
 * By default, a shard of Temporal loads its transfer queue at most 20 times per second. The dev server has only one
 * shard, so every hop of a workflow (a task becomes ready, an activity is dispatched) would wait for up to 50 ms. An
 * onboarding of eleven hops takes 551 ms by default and 150 ms with this setting; see docs/decisions/013.
 */
const transferQueue: DynamicConfig = { 'history.transferProcessorMaxPollRPS': 1_000 };

const dynamicConfig: DynamicConfig = { ...transferQueue, 'limit.memoSize.warn': memoWarnBytes };

async function untilReady(
  server: Supervised,
  isReady: () => Promise<boolean>,
  signal: AbortSignal | undefined,
): Promise<void> {
  let ended: string | undefined;
  void server.exited.then((outcome) => (ended = outcome));
  const giveUpAt = performance.now() + startTimeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    if (ended !== undefined) throw new Error(ended);
    if (await isReady()) return;
    if (performance.now() > giveUpAt) throw new Error(`not ready within ${startTimeoutMs / 1_000} s`);
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

/** The UI starts to listen shortly after the frontend. */
async function isUiReady(uiUrl: string | undefined): Promise<boolean> {
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
