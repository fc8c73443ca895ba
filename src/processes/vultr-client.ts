import { Runtime } from '@temporalio/worker';
import type { Config } from '../config/config.ts';
import { type Meter, createMeter } from '../contract/metrics/meter.ts';
import type { Logger } from '../telemetry/logger.ts';
import { countVultrRequests } from '../telemetry/vultr-metrics.ts';
import { createVultrClient } from '../vultr/client.ts';
import { createCachedClient } from '../vultr/cached-client.ts';
import { createKeyBreaker, type KeyBreaker } from '../vultr/key-breaker.ts';
import { createRateBudget, type RateBudget } from '../vultr/rate-budget.ts';
import type { VultrClient } from '../vultr/types.ts';

/** How a worker reaches Vultr: one client with shared reads, one budget, one breaker. */
export type VultrAccess = {
  readonly vultr: VultrClient;
  readonly budget: RateBudget;
  readonly breaker: KeyBreaker;
};

export function createVultrAccess(config: Config['vultr'], apiKey: string, logger: Logger): VultrAccess {
  const { baseUrl, timeoutMs, requestsPerSecond } = config;
  const meter = createMeter(Runtime.instance().metricMeter);
  const budget = measuredBudget(requestsPerSecond, meter);
  const onRequest = countVultrRequests(meter);
  const client = createVultrClient({ baseUrl, apiKey, timeoutMs, budget, logger, onRequest });
  const breaker = createKeyBreaker({
    // What the preflight of every run reads.
    probe: async () => {
      await client.policies.list();
      await client.groups.list();
      await client.users.list();
      await client.invitations.list();
    },
    onStateChange: (open) => meter.set('onboarding_key_breaker_open', open ? 1 : 0, {}),
    onAlert({ open, kind, message }) {
      if (open) {
        logger.error(
          { kind, detail: message },
          'Vultr refuses the API key: no work for Vultr is taken until a probe succeeds; runs and new starts wait. Check VULTR_API_KEY, its rights and its IP allow list.',
        );
      } else logger.warn({ kind }, 'Vultr takes the API key again: work goes on');
    },
  });
  return { vultr: createCachedClient(client, budget.isRateConstrained), budget, breaker };
}

/** Tells its rate when it begins and whenever it changes. */
function measuredBudget(requestsPerSecond: number, meter: Meter): RateBudget {
  const budget = createRateBudget({ requestsPerSecond });
  const tell = (rate: number) => meter.set('onboarding_budget_rate', rate, {});
  tell(requestsPerSecond);
  return {
    ...budget,
    setRate(rate) {
      budget.setRate(rate);
      tell(rate);
    },
  };
}
