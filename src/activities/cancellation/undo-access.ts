import { canonicalAddress, sameAddress } from '../../contract/lib/email.ts';
import type { Removal } from '../../contract/api/onboarding-view.ts';
import type { UndoInput, UndoResult } from '../../contract/temporal/step-data.ts';
import type { User, VultrClient } from '../../vultr/types.ts';
import { wasThere } from '../preflight/baseline.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { isPerson } from '../membership/confirm-person.ts';
import { recall } from '../support/heartbeat-state.ts';
import { canBeAccepted, isPlainlyPending, lookAtOwn, type OwnLook } from './own-invitations.ts';
import { notYet } from '../support/read-back.ts';
import { leaveGroup, leaveOrganization, removedEarlier } from './remove-user.ts';
import { sameId } from '../support/same-id.ts';
import { reading } from '../support/vultr-calls.ts';

/**
 * Takes out again who came in by the invitation of a run that was cancelled, and says which invitation can still be
 * accepted. What was there before the run stays as it was: members, groups, attachments, and who came in by another
 * invitation. A repeated attempt looks again first, as every step does.
 */
export function createUndoAccess(vultr: VultrClient) {
  return async function undoAccess(input: UndoInput): Promise<UndoResult> {
    const { timings } = input;
    // The invitations first: a user who comes in between the two looks is one that the next look judges.
    const look = await lookAtOwn(vultr, input);
    const users = await reading(timings, (signal) => vultr.users.list({ signal }));
    const arrivals = arrivedBy(input, look, users);

    // Everybody is judged before the first is touched: a doubt about one must not leave half of it done.
    const judged = arrivals.map((user) => ({ user, stays: whyStays(input, user, look) }));
    const removals: Removal[] = removedEarlier(users);
    for (const { user, stays } of judged) {
      if (stays === undefined) removals.push(await leaveOrganization(vultr, user, timings));
    }
    removals.push(...(await leaveAddedGroup(input, removals)));
    return {
      removals,
      left: judged.flatMap(({ user, stays }) =>
        stays === undefined ? [] : [`${canonicalAddress(user.email)} stays: ${stays}`],
      ),
      accepted: look.own.some(({ status }) => status === 'accepted'),
      alive: canBeAccepted(input, look),
    };
  };

  async function leaveAddedGroup(
    { deeds, timings }: UndoInput,
    removals: readonly Removal[],
  ): Promise<readonly Removal[]> {
    const { membership, before } = deeds;
    if (membership === undefined || !(membership.added ?? !before.inGroup)) return [];
    // Who left the organization has left its groups.
    if (removals.some(({ userId }) => sameId(userId, membership.person.userId))) return [];
    const members = await reading(timings, (signal) => vultr.groups.members(membership.groupId, { signal }));
    const member = members.find((one) => isPerson(one, membership.person));
    return member === undefined ? [] : [await leaveGroup(vultr, membership, member.id, timings)];
  }
}

/** How an own invitation was accepted: by an address, by a user, or Vultr does not say. */
type Arrival = { readonly address?: string; readonly userId?: string };

/**
 * The users who came in by an own invitation. Nobody did while each of them plainly reads as pending, whoever else
 * may have joined under the same address. Where an acceptance shows no user, the row may come late: it is waited for,
 * and then asked about, because an unseen user would stay.
 */
function arrivedBy(input: UndoInput, look: OwnLook, users: readonly User[]): User[] {
  const { addresses } = input.deeds.before;
  const candidates = users.filter(({ serviceUser, pending }) => !serviceUser && !pending);
  const found = new Map<string, User>();
  for (const arrival of arrivalsOf(input, look)) {
    const matching = candidates.filter((user) => isBy(arrival, user, input));
    if (matching.length === 0 && !isGone(input, arrival)) throw notSeen(input, arrival, candidates);
    for (const user of matching) found.set(user.id, user);
  }
  if (input.deeds.inDoubt && look.own.length === 0) {
    // The mail of a lost write may be accepted already, and the list show pending ones only.
    const invited = candidates.filter(({ email }) =>
      addresses.some((address) => sameAddress(address, email)),
    );
    for (const user of invited) found.set(user.id, user);
  }
  return [...found.values()];
}

/** Where Vultr does not say who accepted, it can only be an account of the person's that was not there before. */
function isBy({ address, userId }: Arrival, user: User, { deeds }: UndoInput): boolean {
  if (userId !== undefined) return sameId(user.id, userId);
  if (address !== undefined) return sameAddress(address, user.email);
  const { before } = deeds;
  return before.addresses.some((one) => sameAddress(one, user.email)) && wasThere(before, user) !== true;
}

function arrivalsOf(input: UndoInput, look: OwnLook): Arrival[] {
  const { acceptance, own, inDoubt } = input.deeds;
  const seen: Arrival[] = look.own
    .filter(({ status }) => status === 'accepted')
    .map(({ registeredEmail }) => (registeredEmail === undefined ? {} : { address: registeredEmail }));
  if (acceptance === undefined || (own.length === 0 && !inDoubt)) return seen;
  if (acceptance.registeredEmail !== undefined) return [...seen, { address: acceptance.registeredEmail }];
  // The run met the person as a user. By its invitation only if that is not still waiting.
  if (acceptance.userId === undefined || isPlainlyPending(input, look)) return seen;
  return [...seen, { userId: acceptance.userId }];
}

function isGone({ removedAlready, deeds }: UndoInput, { address, userId }: Arrival): boolean {
  return [...removedAlready, ...(recall().removing ?? [])].some(
    (person) =>
      (userId !== undefined && sameId(person.userId, userId)) ||
      [address ?? deeds.before.addresses].flat().some((one) => sameAddress(one, person.email)),
  );
}

function notSeen({ deeds, timings }: UndoInput, { address }: Arrival, users: readonly User[]): Error {
  const message = 'The invitation was accepted, and the user who came in by it is not to be seen';
  const newcomers = users.filter((user) => wasThere(deeds.before, user) === false);
  const facts = {
    accepted: address === undefined ? 'Vultr does not say by whom' : canonicalAddress(address),
    newSinceTheRunBegan: newcomers.map(({ email }) => canonicalAddress(email)).join(', ') || 'nobody',
  };
  return notYet('person_not_found', message, { facts }, timings);
}

function whyStays({ deeds }: UndoInput, user: User, look: OwnLook): string | undefined {
  const there = wasThere(deeds.before, user);
  if (there === true) return 'was a member before this run began';
  const cameBy = look.others.some(
    ({ status, registeredEmail, email, respondedAt, id }) =>
      status === 'accepted' &&
      sameAddress(registeredEmail ?? email, user.email) &&
      // Where Vultr does not say when, one that the run had not met before counts.
      (respondedAt === undefined
        ? !deeds.before.invitationIds.some((earlier) => sameId(earlier, id))
        : respondedAt >= deeds.startedAt),
  );
  if (cameBy) return 'came in by an invitation that is not this run’s';
  if (there === false) return undefined;
  throw codedFailure('membership_unclear', 'Whether the accepting user was a member before is not known', {
    facts: { userId: user.id, address: canonicalAddress(user.email) },
  });
}
