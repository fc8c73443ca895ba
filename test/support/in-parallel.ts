import { setTimeout as sleep } from 'node:timers/promises';

/** The first jobs start one after the other, because all at once they would only delay each other. */
const staggerMs = 150;

/** Runs the jobs in their order, at most `concurrency` at a time. Returns the results in the order of the jobs. */
export async function inParallel<T, R>(
  jobs: readonly T[],
  concurrency: number,
  run: (job: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = jobs.entries();
  const work = async (lane: number) => {
    await sleep(lane * staggerMs);
    for (const [index, job] of queue) results[index] = await run(job, index);
  };
  const lanes = Array.from({ length: Math.min(concurrency, jobs.length) }, (_, lane) => lane);
  await Promise.all(lanes.map(work));
  return results;
}
