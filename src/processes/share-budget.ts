import type { OrganizationClient } from '../temporal/organization-client.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { RateBudget } from '../vultr/rate-budget.ts';

const countEveryMs = 10_000;
/** Until the other workers have counted this one, they still use its future share of the budget. */
const newcomerMs = 25_000;
const newcomerShare = 0.1;

export type SharedBudgetOptions = {
  readonly client: OrganizationClient;
  readonly identity: string;
  readonly requestsPerSecond: number;
  readonly logger: Logger;
};

/**
 * Keeps the rate budget of this process at its share: the organization's budget, divided by the number of workers that
 * poll the queue. A worker that died is counted for about another minute, so the total stays below the limit, not above
 * it. Returns a function that stops this.
 */
export async function shareBudget(budget: RateBudget, options: SharedBudgetOptions): Promise<() => void> {
  const { client, identity, requestsPerSecond, logger } = options;
  const startedAt = performance.now();
  let workers = 0;

  async function adjust(): Promise<void> {
    try {
      const others = await client.countOtherWorkers(identity);
      const isNewcomer = others > 0 && performance.now() - startedAt < newcomerMs;
      budget.setRate(isNewcomer ? requestsPerSecond * newcomerShare : requestsPerSecond / (others + 1));
      if (others + 1 !== workers)
        logger.info({ workers: others + 1 }, 'workers share the rate budget for Vultr');
      workers = others + 1;
    } catch (error) {
      // Keeps the current share: while Temporal is unreachable there is little work for Vultr.
      logger.debug({ err: error }, 'could not count the workers');
    }
  }

  await adjust();
  const timer = setInterval(() => void adjust(), countEveryMs);
  return () => clearInterval(timer);
}
