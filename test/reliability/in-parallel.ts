import { setTimeout as sleep } from 'node:timers/promises';

/** The first jobs begin one after the other: all at once they would only make each other late. */
const staggerMs = 150;

/** Performs jobs, so many at once, in their order. Answers what they answered, in their order. */
export async function inParallel<T, R>(
  jobs: readonly T[],
  atOnce: number,
  perform: (job: T, index: number) => Promise<R>,
): Promise<R[]> {
  const answers: R[] = [];
  const queue = jobs.entries();
  const work = async (place: number) => {
    await sleep(place * staggerMs);
    for (const [index, job] of queue) answers[index] = await perform(job, index);
  };
  const places = Array.from({ length: Math.min(atOnce, jobs.length) }, (_, place) => place);
  await Promise.all(places.map(work));
  return answers;
}
