import type { Client } from '@temporalio/client';
import { countOtherWorkers } from '../temporal/pollers.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { RateBudget } from '../vultr/rate-budget.ts';

const countEveryMs = 10_000;
/** Until the others have counted this process in, they still spend what is to be its share. */
const newcomerMs = 25_000;
const newcomerShare = 0.1;

export type SharedBudgetOptions = {
  readonly client: Client;
  readonly taskQueue: string;
  readonly identity: string;
  readonly requestsPerSecond: number;
  readonly logger: Logger;
};

/**
 * Keeps the budget of this process at its share of the organization's: all of it divided by the number of workers that
 * take tasks from the queue. A worker that dies is counted for a minute longer: rather too little is sent than too much.
 * Answers how to stop it.
 */
export async function shareBudget(budget: RateBudget, options: SharedBudgetOptions): Promise<() => void> {
  const { client, taskQueue, identity, requestsPerSecond, logger } = options;
  const beganAt = performance.now();
  let workers = 0;

  async function adjust(): Promise<void> {
    try {
      const others = await countOtherWorkers(client, taskQueue, identity);
      const isNewcomer = others > 0 && performance.now() - beganAt < newcomerMs;
      budget.setRate(isNewcomer ? requestsPerSecond * newcomerShare : requestsPerSecond / (others + 1));
      if (others + 1 !== workers) logger.info({ workers: others + 1 }, 'workers share the budget for Vultr');
      workers = others + 1;
    } catch (error) {
      // The share stays as it was: while Temporal is away there is little to spend it on.
      logger.debug({ err: error }, 'the workers could not be counted');
    }
  }

  await adjust();
  const timer = setInterval(() => void adjust(), countEveryMs);
  return () => clearInterval(timer);
}
