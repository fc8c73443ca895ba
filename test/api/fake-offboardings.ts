import type { OffboardingView } from '../../src/contract/api/offboarding-view.ts';
import type { Offboardings } from '../../src/offboardings/offboardings.ts';

export const offboardingId = `person-${'0123456789abcdef'.repeat(2)}.2`;

export function exampleOffboarding(changes: Partial<OffboardingView> = {}): OffboardingView {
  return {
    id: offboardingId,
    kind: 'offboarding',
    state: 'suspended',
    step: 'grace',
    since: '2026-06-29T09:00:00.000Z',
    requestedBy: 'hr-system',
    email: 'ada@example.com',
    reason: 'Last working day',
    graceMs: 14 * 86_400_000,
    graceEndsAt: '2026-07-13T09:00:00.000Z',
    nextStep: 'The person is cut off and can be reinstated.',
    history: [{ at: '2026-06-29T08:59:00.000Z', message: 'started' }],
    timings: { startedAt: '2026-06-29T08:59:00.000Z', suspendedAt: '2026-06-29T09:00:00.000Z' },
    ...changes,
  };
}

/** An `Offboardings` that records its calls. */
export function fakeOffboardings(calls: unknown[][], fakes: Partial<Offboardings> = {}): Offboardings {
  const results: Offboardings = {
    order: async () => ({ outcome: 'started', offboarding: exampleOffboarding() }),
    orderAll: async (requests, caller, batchSize) =>
      Promise.all(
        requests.map((request) =>
          results
            .order(request, { ...caller, batchSize: batchSize ?? requests.length })
            .catch((error: unknown) => ({ error })),
        ),
      ),
    plan: async (requests) => ({
      items: requests.map(() => ({ plan: 'offboard' as const })),
      brake: {
        holds: false,
        asking: requests.length,
        batchSize: requests.length,
        passed: 0,
        held: 0,
        limit: 10,
      },
    }),
    get: async () => exampleOffboarding(),
    list: async () => ({ items: [exampleOffboarding()], nextCursor: null }),
    countByState: async () => new Map(),
    command: async () => exampleOffboarding(),
    ...fakes,
  };
  return {
    order: (...args) => (calls.push(['order', ...args]), results.order(...args)),
    orderAll: (...args) => (calls.push(['orderAll', ...args]), results.orderAll(...args)),
    plan: (...args) => (calls.push(['planOffboardings', ...args]), results.plan(...args)),
    get: (...args) => (calls.push(['getOffboarding', ...args]), results.get(...args)),
    list: (...args) => (calls.push(['listOffboardings', ...args]), results.list(...args)),
    countByState: () => results.countByState(),
    command: (...args) => (calls.push(['commandOffboarding', ...args]), results.command(...args)),
  };
}
