import { Runtime } from '@temporalio/worker';
import type { Config } from '../config/config.ts';
import { type Meter, createMeter } from '../contract/metrics/meter.ts';
import type { Logger } from '../telemetry/logger.ts';
import { countVultrRequests } from '../telemetry/vultr-metrics.ts';
import { createVultrClient } from '../vultr/client.ts';
import { withSharedReads } from '../vultr/with-shared-reads.ts';
import { createKeyBreaker, type KeyBreaker } from '../vultr/key-breaker.ts';
import { createRateBudget, type RateBudget } from '../vultr/rate-budget.ts';
import type { VultrClient } from '../vultr/types.ts';

/** What a worker needs to call Vultr: a client with shared reads, the rate budget, and the key breaker. */
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
  const client = createVultrClient({
    baseUrl,
    apiKey,
    timeoutMs,
    repeatReads: true,
    budget,
    logger,
    onRequest,
  });
  const breaker = createKeyBreaker({
    // Reads what the preflight of every onboarding reads.
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
          'Vultr rejects the API key. Work for Vultr has stopped until a probe succeeds; onboardings wait. Check VULTR_API_KEY, its permissions and its IP access control list.',
        );
      } else logger.warn({ kind }, 'Vultr accepts the API key again; work for Vultr continues');
    },
  });
  return { vultr: withSharedReads(client, budget.isRateConstrained), budget, breaker };
}

/** Creates a budget that reports its rate as a metric, at first and after every change. */
function measuredBudget(requestsPerSecond: number, meter: Meter): RateBudget {
  const budget = createRateBudget({ requestsPerSecond });
  const report = (rate: number) => meter.set('onboarding_budget_rate', rate, {});
  report(requestsPerSecond);
  return {
    ...budget,
    setRate(rate) {
      budget.setRate(rate);
      report(rate);
    },
  };
}
