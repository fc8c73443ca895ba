/**
 * A script that lets the SDK download a server: `node sdk-download.ts dev-server|time-skipping vX.Y.Z FOLDER`. The SDK
 * can only download and start a server in one step, so the server runs briefly.
 */
import { readdirSync } from 'node:fs';
import { Runtime } from '@temporalio/worker';
import { errorMessage } from '../contract/lib/error-message.ts';

const connectTimeoutMs = 20_000;

const [kind, version = '', downloadDir = ''] = process.argv.slice(2);

// The SDK's downloader waits forever if a firewall drops its packets.
setTimeout(() => {
  if (readdirSync(downloadDir).length === 0) end(`no response within ${connectTimeoutMs / 1_000} s`);
}, connectTimeoutMs);

/** The SDK's name and version select the file only if no version is requested. */
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
  // A downloaded file is usable even if the server then started too slowly for the SDK, which allows 5 s.
  if (readdirSync(downloadDir).some((file) => !file.endsWith('.downloading'))) process.exit(0);
  end(errorMessage(error));
}

function end(reason: string): never {
  // The native error repeats the URL at every level of its causes.
  process.stderr.write(
    `${reason.replaceAll(/error sending request for url \([^)]*\): |Failed to start [^:]*: /g, '')}\n`,
  );
  process.exit(1);
}
