import { Gauge, type Registry } from 'prom-client';
import { metrics } from '../contract/metrics/metrics.ts';
import { cachedFor } from './cached-for.ts';

export type ScimCounts = {
  readonly byState: ReadonlyMap<string, number>;
  /** Users who wait for a group or a role for long. */
  readonly waitingLong: number;
  /** Groups that no role names. */
  readonly unmapped: number;
};

/** Users are read page by page: ten thousand take some seconds. */
const countEveryMs = 5 * 60_000;
/** Scrapers usually time out after ten seconds. */
const countDeadlineMs = 8_000;

/** Adds the numbers of SCIM, which one reading brings. They are left out if it fails. */
export function addScimMetrics(register: Registry, countScim: () => Promise<ScimCounts>): void {
  const counts = cachedFor(countScim, { forMs: countEveryMs, deadlineMs: countDeadlineMs });
  const users = new Gauge({
    name: 'onboarding_scim_users',
    help: metrics.onboarding_scim_users.text,
    labelNames: metrics.onboarding_scim_users.labels,
    registers: [register],
    async collect() {
      const { byState = new Map<string, number>() } = (await counts()) ?? {};
      users.reset();
      for (const [state, count] of byState) users.set({ state }, count);
    },
  });
  addNumber(register, 'onboarding_scim_users_waiting', async () => (await counts())?.waitingLong);
  addNumber(register, 'onboarding_scim_unmapped_groups', async () => (await counts())?.unmapped);
}

function addNumber(
  register: Registry,
  name: 'onboarding_scim_users_waiting' | 'onboarding_scim_unmapped_groups',
  read: () => Promise<number | undefined>,
): void {
  const gauge = new Gauge({
    name,
    help: metrics[name].text,
    registers: [register],
    async collect() {
      const count = await read();
      if (count === undefined) gauge.remove();
      else gauge.set(count);
    },
  });
}
