import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunCommand } from './run-command.ts';
import { type OnProgress, withProgress } from './with-progress.ts';

const script = fileURLToPath(new URL('sdk-download.ts', import.meta.url));

export type DownloadOptions = {
  readonly kind: 'dev-server' | 'time-skipping';
  readonly version: string;
  /** Where the program shall stand; its folder must exist. */
  readonly target: string;
  readonly run: RunCommand;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal | undefined;
};

/**
 * Temporal's own download, made by the SDK in a process of its own: the SDK can only download *and* start, and its
 * native runtime, once there, could no longer be configured by the program that asked.
 */
export async function downloadServer(options: DownloadOptions): Promise<void> {
  // A folder of its own, then a rename: two processes at once, or one that dies half way, leave no half file behind.
  const folder = await mkdtemp(join(dirname(options.target), 'download-'));
  try {
    await withProgress(
      options.onProgress,
      (elapsedSeconds) => `Downloading: ${elapsedSeconds} s.`,
      () =>
        options.run(process.execPath, [script, options.kind, `v${options.version}`, folder], {
          timeoutMs: 300_000,
          signal: options.signal,
        }),
    );
    const [file] = await readdir(folder);
    if (file === undefined) throw new Error('the download left no file');
    const path = join(folder, file);
    await rename(path, options.target);
    options.onProgress(`Downloaded ${Math.round((await stat(options.target)).size / 1_000_000)} MB.`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
