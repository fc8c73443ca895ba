import { sleep } from '@temporalio/workflow';

/** Sleeps, and returns the milliseconds that passed on the workflow's clock. */
export async function sleepFor(durationMs: number): Promise<number> {
  const startedAt = Date.now();
  await sleep(durationMs);
  return Date.now() - startedAt;
}
