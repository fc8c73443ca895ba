import { acceptsSecondEmail, afterFaultInGrant } from './accepts-second-email.ts';
import { cancelledThenAccepts } from './cancelled-then-accepts.ts';
import { fromFirstUpdate } from './crash-events.ts';
import { findCountViolations, findGrantViolations } from './expectations.ts';
import { ignoreUnavailable } from './ignore-unavailable.ts';
import { acceptAll } from './operator.ts';
import type { Scenario } from './scenario.ts';

/** The wrong email gets its invitation first, and its owner accepts although the onboarding was replaced. */
export const replacedAddress: Scenario = {
  name: 'has its address corrected',
  description:
    'The email was mistyped. A request for the right one `replaces` the onboarding of the wrong one, which is cancelled before another email goes out. The owner of the wrong email accepts nevertheless and is removed; the right person accepts and gets access.',
  calls: [],
  afterFaults: afterFaultInGrant,
  coveredElsewhere: [...acceptsSecondEmail.calls, ...cancelledThenAccepts.calls],
  followsUpWith: 'replacement',
  crashesAt: fromFirstUpdate,
  moments: [
    { state: 'guarding', started: 'undoAccess' },
    { state: 'cancelled', started: 'person', execution: 2 },
  ],
  firstWindowMs: 10 * 60_000,
  request: (person) => ({ ...acceptsSecondEmail.request(`typo.${person}`), externalId: `hr-${person}` }),
  replacement: (person) => ({
    ...acceptsSecondEmail.request(`typo.${person}`),
    email: `${person}@example.com`,
    externalId: `hr-${person}`,
  }),

  script(world) {
    let wrong: { readonly id: string; readonly email: string } | undefined;
    return async ({ id, state, email }) => {
      wrong ??= { id, email };
      if (id === wrong.id) {
        if (state !== 'awaiting_acceptance' && state !== 'guarding') return undefined;
        const right = replacedAddress.replacement?.(world.person) ?? replacedAddress.request(world.person);
        return (await world.followUp({ post: { ...right, replaces: id } }))?.id;
      }
      if (state !== 'awaiting_acceptance') return undefined;
      await acceptAll(world, wrong.email);
      const { id: replaced } = wrong;
      const { state: undone } = (await ignoreUnavailable(() => world.onboardings.get(replaced))) ?? {};
      return undone === 'cancelled' ? acceptAll(world, email) : undefined;
    };
  },

  hasEnded: ({ state }) => state === 'completed',

  async findViolations(vultr, ended) {
    const found = await findGrantViolations(vultr, ended);
    if (ended === undefined) return found;
    const counted = await findCountViolations(vultr, { emails: 2, users: 2 });
    const { total: _, byOperation } = await vultr.requests();
    const removals = byOperation['DELETE /v2/organizations/{id}/user/{id}'] ?? 0;
    return [...found, ...counted, ...(removals === 1 ? [] : [`${removals} removals`])];
  },
};
