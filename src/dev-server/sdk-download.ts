/**
 * A script: lets the SDK download a server into a folder, `node sdk-download.ts dev-server|time-skipping vX.Y.Z FOLDER`.
 * The SDK's runtime offers the download only together with a start, so the server runs for a moment.
 */
import { readdirSync } from 'node:fs';
import { Runtime } from '@temporalio/worker';

const connectTimeoutMs = 20_000;

const [kind, version = '', downloadDir = ''] = process.argv.slice(2);

// The SDK's downloader waits for ever where a firewall swallows packets.
setTimeout(() => {
  if (readdirSync(downloadDir).length === 0) end(`no answer within ${connectTimeoutMs / 1_000} s`);
}, connectTimeoutMs);

/** The SDK's name and version choose the file only where no version is asked for. */
const sdk = { sdkName: 'sdk-typescript', sdkVersion: '' };
const exe = { type: 'cached-download', downloadDir, version, ttl: 86_400_000, ...sdk } as const;

try {
  Runtime.install({ telemetryOptions: { logging: { filter: 'OFF', forward: {} } } });
  const runtime = Runtime.instance();
  const server = await runtime.createEphemeralServer(
    kind === 'time-skipping'
      ? { type: 'time-skipping', exe, port: null, extraArgs: [] }
      : {
          type: 'dev-server',
          exe,
          namespace: 'default',
          ip: '127.0.0.1',
          port: null,
          uiPort: null,
          dbFilename: null,
          ui: false,
          log: { format: 'pretty', level: 'error' },
          extraArgs: [],
        },
  );
  await runtime.shutdownEphemeralServer(server);
  process.exit(0);
} catch (error) {
  // What was fetched stays of use where only the start was too slow (the SDK gives a server 5 s).
  if (readdirSync(downloadDir).some((file) => !file.endsWith('.downloading'))) process.exit(0);
  end(error instanceof Error ? error.message : String(error));
}

function end(reason: string): never {
  // The native error says the same address at every level of its causes.
  process.stderr.write(
    `${reason.replaceAll(/error sending request for url \([^)]*\): |Failed to start [^:]*: /g, '')}\n`,
  );
  process.exit(1);
}
