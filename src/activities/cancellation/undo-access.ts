import { canonicalEmail, sameEmail } from '../../contract/lib/email.ts';
import type { KeepReason } from '../../contract/rules/keep-reasons.ts';
import type { Removal } from '../../contract/api/onboarding-view.ts';
import type { UndoInput, UndoResult } from '../../contract/temporal/step-data.ts';
import type { User, VultrClient } from '../../vultr/types.ts';
import { existedBefore } from '../preflight/baseline.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { isPerson } from '../membership/confirm-person.ts';
import { loadAttemptState } from '../support/heartbeat-state.ts';
import { listAcceptable, isPlainlyPending, scanInvitations, type InvitationScan } from './own-invitations.ts';
import { notVisibleYet } from '../support/read-back.ts';
import { removeFromGroup, removeFromOrganization, findEarlierRemovals } from './remove-user.ts';
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
    const look = await scanInvitations(vultr, input);
    const users = await reading(timings, (signal) => vultr.users.list({ signal }));
    const arrivals = findArrivals(input, look, users);

    // Everybody is judged before the first is touched: a doubt about one must not leave half of it done.
    const judged = arrivals.map((user) => ({ user, reason: reasonToKeep(input, user, look) }));
    const removals: Removal[] = findEarlierRemovals(users);
    for (const { user, reason } of judged) {
      if (reason === undefined) removals.push(await removeFromOrganization(vultr, user, timings));
    }
    removals.push(...(await leaveAddedGroup(input, removals)));
    return {
      removals,
      kept: judged.flatMap(({ user, reason }) =>
        reason === undefined ? [] : [{ email: canonicalEmail(user.email), reason }],
      ),
      accepted: look.own.some(({ status }) => status === 'accepted'),
      alive: listAcceptable(input, look),
    };
  };

  async function leaveAddedGroup(
    { effects, timings }: UndoInput,
    removals: readonly Removal[],
  ): Promise<readonly Removal[]> {
    const { membership, baseline } = effects;
    if (membership === undefined || !(membership.added ?? !baseline.inGroup)) return [];
    // Who left the organization has left its groups.
    if (removals.some(({ userId }) => sameId(userId, membership.person.userId))) return [];
    const members = await reading(timings, (signal) => vultr.groups.members(membership.groupId, { signal }));
    const member = members.find((one) => isPerson(one, membership.person));
    return member === undefined ? [] : [await removeFromGroup(vultr, membership, member.id, timings)];
  }
}

/** How an own invitation was accepted: by an address, by a user, or Vultr does not say. */
type Arrival = { readonly address?: string; readonly userId?: string };

/**
 * The users who came in by an own invitation. Nobody did while each of them plainly reads as pending, whoever else
 * may have joined under the same address. Where an acceptance shows no user, the row may come late: it is waited for,
 * and then asked about, because an unseen user would stay.
 */
function findArrivals(input: UndoInput, look: InvitationScan, users: readonly User[]): User[] {
  const { addresses } = input.effects.baseline;
  const candidates = users.filter(({ serviceUser, pending }) => !serviceUser && !pending);
  const found = new Map<string, User>();
  for (const arrival of arrivalsOf(input, look)) {
    const matching = candidates.filter((user) => matchesArrival(arrival, user, input));
    if (matching.length === 0 && !isRemoved(input, arrival))
      throw arrivalNotFound(input, arrival, candidates);
    for (const user of matching) found.set(user.id, user);
  }
  if (input.effects.inDoubt && look.own.length === 0) {
    // The mail of a lost write may be accepted already, and the list show pending ones only.
    const invited = candidates.filter(({ email }) => addresses.some((address) => sameEmail(address, email)));
    for (const user of invited) found.set(user.id, user);
  }
  return [...found.values()];
}

/** Where Vultr does not say who accepted, it can only be an account of the person's that was not there before. */
function matchesArrival({ address, userId }: Arrival, user: User, { effects }: UndoInput): boolean {
  if (userId !== undefined) return sameId(user.id, userId);
  if (address !== undefined) return sameEmail(address, user.email);
  const { baseline } = effects;
  return (
    baseline.addresses.some((one) => sameEmail(one, user.email)) && existedBefore(baseline, user) !== true
  );
}

function arrivalsOf(input: UndoInput, look: InvitationScan): Arrival[] {
  const { acceptance, ownInvitations, inDoubt } = input.effects;
  const seen: Arrival[] = look.own
    .filter(({ status }) => status === 'accepted')
    .map(({ registeredEmail }) => (registeredEmail === undefined ? {} : { address: registeredEmail }));
  if (acceptance === undefined || (ownInvitations.length === 0 && !inDoubt)) return seen;
  if (acceptance.registeredEmail !== undefined) return [...seen, { address: acceptance.registeredEmail }];
  // The run met the person as a user. By its invitation only if that is not still waiting.
  if (acceptance.userId === undefined || isPlainlyPending(input, look)) return seen;
  return [...seen, { userId: acceptance.userId }];
}

function isRemoved({ removedAlready, effects }: UndoInput, { address, userId }: Arrival): boolean {
  return [...removedAlready, ...(loadAttemptState().removing ?? [])].some(
    (person) =>
      (userId !== undefined && sameId(person.userId, userId)) ||
      [address ?? effects.baseline.addresses].flat().some((one) => sameEmail(one, person.email)),
  );
}

function arrivalNotFound(
  { effects, timings }: UndoInput,
  { address }: Arrival,
  users: readonly User[],
): Error {
  const message = 'The invitation was accepted, and the user who came in by it is not to be seen';
  const newcomers = users.filter((user) => existedBefore(effects.baseline, user) === false);
  const facts = {
    accepted: address === undefined ? 'Vultr does not say by whom' : canonicalEmail(address),
    newSinceTheRunBegan: newcomers.map(({ email }) => canonicalEmail(email)).join(', ') || 'nobody',
  };
  return notVisibleYet('person_not_found', message, { facts }, timings);
}

function reasonToKeep({ effects }: UndoInput, user: User, look: InvitationScan): KeepReason | undefined {
  const there = existedBefore(effects.baseline, user);
  if (there === true) return 'was_member';
  const cameBy = look.others.some(
    ({ status, registeredEmail, email, respondedAt, id }) =>
      status === 'accepted' &&
      sameEmail(registeredEmail ?? email, user.email) &&
      // Where Vultr does not say when, one that the run had not met before counts.
      (respondedAt === undefined
        ? !effects.baseline.invitationIds.some((earlier) => sameId(earlier, id))
        : respondedAt >= effects.startedAt),
  );
  if (cameBy) return 'came_by_another_invitation';
  if (there === false) return undefined;
  throw codedFailure('membership_unclear', 'Whether the accepting user was a member before is not known', {
    facts: { userId: user.id, email: canonicalEmail(user.email) },
  });
}
