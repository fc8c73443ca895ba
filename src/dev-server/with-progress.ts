export type OnProgress = (line: string) => void;

const everyMs = 5_000;

/** Does a long piece of work and says every few seconds that it moves. */
export async function withProgress<T>(
  onProgress: OnProgress,
  sayWhere: (elapsedSeconds: number) => string,
  work: () => Promise<T>,
): Promise<T> {
  const startedAt = performance.now();
  const timer = setInterval(
    () => onProgress(sayWhere(Math.round((performance.now() - startedAt) / 1_000))),
    everyMs,
  );
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
