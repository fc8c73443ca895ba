import { acceptsSecondEmail, afterFaultInGrant } from './accepts-second-email.ts';
import { site } from './call-sites.ts';
import { cancelledThenAccepts } from './cancelled-then-accepts.ts';
import { fromFirstUpdate } from './crash-events.ts';
import { findCountViolations, findGrantViolations } from './expectations.ts';
import { acceptAll, command } from './operator.ts';
import type { Scenario } from './scenario.ts';

/** The onboarding is cancelled, guards its invitation, and continues as new into the rehire, which takes the invitation over. */
export const rehiredWhileGuarding: Scenario = {
  name: 'is rehired while guarding',
  description:
    'An onboarding is cancelled while the invitation is pending, and guards it. Then the person is hired again with `"rehire": true`: a second onboarding takes the invitation over, so there is one email; the person accepts it and gets access.',
  calls: [
    site('preflight', 'GET /v2/policies'),
    site('preflight', 'GET /v2/groups'),
    site('preflight', 'GET /v2/users'),
    site('preflight', 'GET /v2/invitation'),
    site('preflight', 'GET /v2/groups/{id}/policies'),
    site('inviteUser', 'GET /v2/invitation/{id}'),
    site('inviteUser', 'GET /v2/users'),
    site('inviteUser', 'GET /v2/invitation'),
  ],
  afterFaults: afterFaultInGrant,
  coveredElsewhere: [...acceptsSecondEmail.calls, ...cancelledThenAccepts.calls],
  followsUpWith: 'rehire',
  faultsAfterFollowUp: true,
  crashesAt: fromFirstUpdate,
  moments: [
    { state: 'guarding', started: 'awaitAcceptance' },
    { state: 'checking', started: 'onboarding', execution: 2 },
    { state: 'inviting', started: 'inviteUser', execution: 2 },
    { state: 'completed', started: 'person', execution: 3 },
  ],
  firstWindowMs: 10 * 60_000,
  request: acceptsSecondEmail.request,

  script(world) {
    let first: string | undefined;
    return async (onboarding) => {
      const { id, state, email } = onboarding;
      first ??= id;
      if (id !== first) return state === 'awaiting_acceptance' ? acceptAll(world, email) : undefined;
      if (state === 'awaiting_acceptance')
        return command(world, onboarding, 'cancel', { reason: 'the offer was withdrawn' });
      // Cancelled once the rehire has taken over.
      if (state !== 'guarding' && state !== 'cancelled') return undefined;
      const request = { ...acceptsSecondEmail.request(world.person), rehire: true };
      return (await world.followUp({ post: request }))?.id;
    };
  },

  hasEnded: ({ state }) => state === 'completed',

  async findViolations(vultr, ended) {
    const found = await findGrantViolations(vultr, ended);
    if (ended === undefined) return found;
    return [...found, ...(await findCountViolations(vultr, { emails: 1, users: 2 }))];
  },
};
