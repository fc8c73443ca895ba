import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../src/config/config.ts';
import { until } from './until.ts';

const program = fileURLToPath(new URL('../../src/bin/start.ts', import.meta.url));

const portSettings = [
  'PORT',
  'DEV_TEMPORAL_PORT',
  'DEV_TEMPORAL_UI_PORT',
  'SIMULATOR_PORT',
  'ONBOARDING_CODEC_PORT',
] as const;

export type StartPorts = Readonly<Record<(typeof portSettings)[number], string>>;

/** Returns a free port for each setting. */
export async function portsForStart(): Promise<StartPorts> {
  const free = await freePorts(portSettings.length);
  return Object.fromEntries(portSettings.map((name, index) => [name, `${free[index]}`])) as StartPorts;
}

/** Runs `npm start`, which keeps all its data in the folder. */
export function startEverything(folder: string, environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [program], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      ONBOARDING_CACHE_DIR: loadConfig().local.cacheDir,
      ONBOARDING_DATA_DIR: folder,
      ONBOARDING_ATTEMPT_TIMEOUT: '5s',
      VULTR_TIMEOUT: '2s',
      ONBOARDING_SETTLE: '1s',
      ...environment,
    },
  });
  let output = '';
  let log = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    log += chunk.toString();
  });
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  return {
    /** Its standard output and its log. */
    output: () => output,
    log: () => log,
    ended,
    signal: (signal: NodeJS.Signals) => child.kill(signal),
    ready: () =>
      until(
        'ready',
        () => output,
        (text) => text.includes('Press Ctrl-C to stop'),
        60_000,
      ),
  };
}

/** Returns ports below the range of outgoing connections, because a port must stay free while everything is stopped. */
async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = 15_000 + Math.floor(Math.random() * 15_000);
    const server = createServer().listen(port, '127.0.0.1');
    const [event] = await Promise.race([
      once(server, 'listening').then(() => ['listening']),
      once(server, 'error').then(() => ['error']),
    ]);
    if (event === 'listening') {
      found.add(port);
      await once(server.close(), 'close');
    }
  }
  return [...found];
}
