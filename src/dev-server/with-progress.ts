export type OnProgress = (line: string) => void;

const reportEveryMs = 5_000;

/** Runs long work and reports its progress every few seconds. */
export async function withProgress<T>(
  onProgress: OnProgress,
  describe: (elapsedSeconds: number) => string,
  work: () => Promise<T>,
): Promise<T> {
  const startedAt = performance.now();
  const timer = setInterval(
    () => onProgress(describe(Math.round((performance.now() - startedAt) / 1_000))),
    reportEveryMs,
  );
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
