import { ProblemError } from '../contract/api/problems.ts';

/** What the promise settles to; `worker_unavailable` where that takes longer. The work itself goes on unheard. */
export async function withTimeout<T>(deadlineMs: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const detail = `No answer came within ${deadlineMs / 1_000} seconds.`;
    timer = setTimeout(() => reject(new ProblemError('worker_unavailable', detail)), deadlineMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
