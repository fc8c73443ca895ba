import { Runtime } from '@temporalio/worker';
import type { Config } from '../config/config.ts';
import { type Meter, createMeter } from '../contract/metrics/meter.ts';
import type { Logger } from '../telemetry/logger.ts';
import { countVultrRequests } from '../telemetry/vultr-metrics.ts';
import { createVultrClient } from '../vultr/client.ts';
import { withSharedReads } from '../vultr/with-shared-reads.ts';
import { VultrError } from '../vultr/errors.ts';
import { type ClosedBy, createGate, type Gate } from '../vultr/gate.ts';
import { createRateBudget, type RateBudget } from '../vultr/rate-budget.ts';
import type { VultrClient } from '../vultr/types.ts';

/** What a worker needs to call Vultr: a client with shared reads, the rate budget, and the gate. */
export type VultrAccess = {
  readonly vultr: VultrClient;
  readonly budget: RateBudget;
  readonly gate: Gate;
};

export function createVultrAccess(config: Config['vultr'], apiKey: string, logger: Logger): VultrAccess {
  const { baseUrl, timeoutMs, requestsPerSecond } = config;
  const meter = createMeter(Runtime.instance().metricMeter);
  const budget = measuredBudget(requestsPerSecond, meter);
  const onRequest = countVultrRequests(meter);
  const options = { baseUrl, apiKey, timeoutMs, budget, logger, onRequest };
  const probing = createVultrClient(options);
  const gate = createGate({
    probe: () => assertKeyAccepted(probing),
    onChange(by, error) {
      meter.set('onboarding_gate_closed', error === undefined ? 0 : 1, { by });
      if (error === undefined)
        logger.warn({ by }, 'the gate to Vultr is open again; work for Vultr continues');
      else logger.error({ by, detail: error.message }, closedMessages[by]);
    },
    onForbidden(operations) {
      meter.set('onboarding_forbidden_operations', operations.length, {});
      if (operations.length > 0) logger.error({ operations }, forbiddenMessage);
    },
  });
  for (const by of ['key', 'pause'] as const) meter.set('onboarding_gate_closed', 0, { by });
  meter.set('onboarding_forbidden_operations', 0, {});
  const client = createVultrClient({ ...options, gate, repeatReads: true });
  return { vultr: withSharedReads(client, budget.isRateConstrained), budget, gate };
}

const closedMessages = {
  key: 'Vultr rejects the API key. Work for Vultr has stopped until a probe succeeds; onboardings wait. Check VULTR_API_KEY and its IP access control list.',
  pause:
    'Vultr asked for a long pause. Work for Vultr has stopped until it is over; onboardings wait. Look for other programs that use the same network address.',
} as const satisfies Record<ClosedBy, string>;

const forbiddenMessage =
  'Vultr forbids the API key some operations. Steps that need them fail; everything else continues. Check the permissions of its user.';

/** Rejects unless Vultr accepts the key. A key that may not read policies is accepted all the same. */
async function assertKeyAccepted(vultr: VultrClient): Promise<void> {
  await vultr.policies.list().catch((error: unknown) => {
    if (!(error instanceof VultrError) || error.kind !== 'forbidden') throw error;
  });
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
