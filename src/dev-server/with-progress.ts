import type { Progress } from '../contract/lib/progress.ts';

const updateEveryMs = 1_000;

/** Runs long work and shows every second how far it is. */
export async function withProgress<T>(
  progress: Progress,
  describe: (elapsedSeconds: number) => string,
  work: () => Promise<T>,
): Promise<T> {
  const startedAt = performance.now();
  const timer = setInterval(
    () => progress.update(describe(Math.round((performance.now() - startedAt) / 1_000))),
    updateEveryMs,
  );
  try {
    return await work();
  } finally {
    clearInterval(timer);
    progress.clear();
  }
}
