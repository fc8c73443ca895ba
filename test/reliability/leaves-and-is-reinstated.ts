import { setTimeout as sleep } from 'node:timers/promises';
import type { OffboardingView } from '../../src/contract/api/offboarding-view.ts';
import type { OffboardingCommandName } from '../../src/contract/rules/offboarding-commands.ts';
import type { OffboardingState } from '../../src/contract/rules/offboarding-states.ts';
import { acceptsSecondEmail, afterFaultInGrant } from './accepts-second-email.ts';
import { whileLeaving } from './crash-events.ts';
import { findCountViolations, findGrantViolations } from './expectations.ts';
import { ignoreUnavailable } from './ignore-unavailable.ts';
import { acceptAll } from './operator.ts';
import type { Scenario, World } from './scenario.ts';

/** The person is hired again after they have left. */
const hiredAgain = 1;

/**
 * The person leaves, is reinstated in the grace period, leaves for good, and is hired again. After every change at Vultr,
 * nothing but the suspension stands between them and their access until they are stripped of it, and that happens only to
 * somebody who is suspended.
 */
export const leavesAndIsReinstated: Scenario = {
  name: 'leaves and is reinstated',
  description:
    'A person with access leaves and is suspended for the grace period, then reinstated. They leave again, for good: suspended, stripped, removed. Then they are hired again and accept a second invitation. After every single change at Vultr, a user who is not suspended has everything, and what was taken is only taken from a user who is.',
  calls: [],
  afterFaults: afterFaultInGrant,
  coveredElsewhere: acceptsSecondEmail.calls,
  hiredAgain,
  crashesAt: whileLeaving,
  moments: [
    { state: 'surveying', started: 'surveyPerson' },
    { state: 'suspending', started: 'suspendUser' },
    { state: 'suspending', started: 'closeApi' },
    { state: 'reinstating', started: 'reinstateUser' },
    { state: 'removing', started: 'stripUser' },
    { state: 'removing', started: 'removeUser' },
    { state: 'verifying', started: 'verifyGone' },
  ],
  firstWindowMs: 10 * 60_000,
  request: acceptsSecondEmail.request,

  watch(person) {
    let hadAccess = false;
    let wasSuspended = false;
    return {
      email: `${person}@example.com`,
      findViolations({ isUser, isSuspended, groups, policies }) {
        const hasAccess = groups.includes(`Group of ${person}`) && policies.includes('Provisioning');
        // Who is not a user begins again with the next invitation.
        const isLost = hadAccess && !hasAccess && !isSuspended && !(wasSuspended && !isUser);
        hadAccess = isUser && (hadAccess || hasAccess);
        wasSuspended = isSuspended;
        return isLost ? ['access was taken from a person who was not suspended'] : [];
      },
    };
  },

  script(world) {
    let first: string | undefined;
    const departures = [
      () => leave(world, 'suspended', { reason: 'last working day' }),
      () => leave(world, 'reinstated', { reason: 'last working day' }, 'reinstate'),
      () => leave(world, 'left', { reason: 'this time for good', graceDays: 0 }),
    ];
    return async ({ id, state, email }) => {
      first ??= id;
      if (state === 'awaiting_acceptance') return acceptAll(world, email);
      if (id !== first || state !== 'completed') return undefined;
      for (let next = departures.shift(); next !== undefined; next = departures.shift()) await next();
      const again = { ...acceptsSecondEmail.request(world.person), rehire: true };
      return (await world.followUp({ post: again }))?.id;
    };
  },

  hasEnded: ({ id, state }) => state === 'completed' && !id.endsWith('.1'),

  async findViolations(vultr, ended) {
    const found = await findGrantViolations(vultr, ended, hiredAgain);
    if (ended === undefined) return found;
    const { byOperation } = await vultr.requests();
    const expected = {
      'PUT /v2/organizations/{id}/user/{id}/suspend': 2,
      'PUT /v2/organizations/{id}/user/{id}/unsuspend': 1,
      'DELETE /v2/groups/{id}/members/{id}': 1,
      'DELETE /v2/organizations/{id}/user/{id}': 1,
    };
    for (const [operation, count] of Object.entries(expected)) {
      const { [operation]: sent = 0 } = byOperation;
      if (sent !== count) found.push(`${operation} sent ${sent} times instead of ${count}`);
    }
    return [...found, ...(await findCountViolations(vultr, { emails: 2, users: 2 }))];
  },
};

/** Someone who has left is gone, with evidence. */
function assertProven({ state, evidence }: OffboardingView): void {
  if (state !== 'left') return;
  const { checks = [] } = evidence ?? {};
  if (checks.length === 0 || checks.some(({ passed }) => !passed)) throw new Error('left without evidence');
}

const pollEveryMs = 300;
/** As long as a whole case may take. */
const timeoutMs = 5 * 60_000;

/** Repeats the order, as a caller does, and sends the command until the offboarding is in the state. */
async function leave(
  { offboardings, person }: World,
  wanted: OffboardingState,
  order: { readonly reason: string; readonly graceDays?: number },
  command?: OffboardingCommandName,
): Promise<void> {
  const request = { email: `${person}@example.com`, ...order };
  let seen: OffboardingView | undefined;
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(pollEveryMs)) {
    const ordered = await ignoreUnavailable(() => offboardings.order(request, { name: 'hr' }));
    seen = ordered?.offboarding ?? seen;
    if (seen?.state === wanted) return assertProven(seen);
    if (seen?.state === 'needs_attention') break;
    if (command === undefined || ordered?.offboarding.state !== 'suspended') continue;
    const { id } = ordered.offboarding;
    const operator = { name: 'ops', requestId: command };
    await ignoreUnavailable(() => offboardings.command(id, command, { reason: 'stays' }, operator));
  }
  const { state, step, attention } = seen ?? {};
  throw new Error(
    `the departure is ${state} in ${step} (${attention?.code ?? 'no attention'}), not ${wanted}`,
  );
}
