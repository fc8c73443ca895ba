import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Progress } from '../contract/lib/progress.ts';
import type { RunCommand } from './run-command.ts';
import { withProgress } from './with-progress.ts';

const script = fileURLToPath(new URL('sdk-download.ts', import.meta.url));

export type DownloadOptions = {
  readonly kind: 'dev-server' | 'time-skipping';
  readonly version: string;
  /** The path of the program. Its folder must exist. */
  readonly target: string;
  readonly run: RunCommand;
  readonly progress: Progress;
  readonly signal: AbortSignal | undefined;
};

/**
 * Downloads a server with the SDK, in a separate process: the SDK can only download *and* start a server, and once its
 * native runtime is loaded, the calling program could no longer configure it.
 */
export async function downloadServer(options: DownloadOptions): Promise<void> {
  // Uses a new folder and renames at the end, so that concurrent or interrupted downloads leave no partial file.
  const folder = await mkdtemp(join(dirname(options.target), 'download-'));
  try {
    await withProgress(
      options.progress,
      (elapsedSeconds) => `Downloading: ${elapsedSeconds} s.`,
      () =>
        options.run(process.execPath, [script, options.kind, `v${options.version}`, folder], {
          timeoutMs: 300_000,
          signal: options.signal,
        }),
    );
    const [file] = await readdir(folder);
    if (file === undefined) throw new Error('the download produced no file');
    const path = join(folder, file);
    await rename(path, options.target);
    options.progress.print(`Downloaded ${Math.round((await stat(options.target)).size / 1_000_000)} MB.`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
