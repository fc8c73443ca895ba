import { hasId, sameId } from '../../contract/lib/case-insensitive.ts';
import { canonicalEmail, sameEmail } from '../../contract/lib/email.ts';
import { defined } from '../../contract/lib/optional.ts';
import type { KeepReason } from '../../contract/rules/keep-reasons.ts';
import type { UndoInput } from '../../contract/temporal/step-data.ts';
import type { User } from '../../vultr/types.ts';
import { existedBefore } from '../preflight/baseline.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { loadAttemptState } from '../support/heartbeat-state.ts';
import { notVisibleYet } from '../support/read-back.ts';
import { areClearlyPending, type InvitationScan } from './own-invitations.ts';

/** How one of the onboarding's own invitations was accepted: with an email, by a user, or Vultr does not say. */
type Arrival = { readonly email?: string; readonly userId?: string };

/**
 * Finds the users who joined through one of its own invitations. While all of those are clearly pending there is none, even if a
 * user with the same email has joined. If an acceptance shows no user, the row may only be late. Throws
 * `person_not_found` in that case, which is retried and in the end waits for an operator: an unseen user would stay.
 */
export function findArrivals(input: UndoInput, scan: InvitationScan, users: readonly User[]): User[] {
  const { inDoubt, baseline } = input.effects;
  const candidates = users.filter(({ serviceUser, pending }) => !serviceUser && !pending);
  const found = new Map<string, User>();
  for (const arrival of listArrivals(input, scan)) {
    const matches = candidates.filter((user) => matchesArrival(arrival, user, input));
    if (matches.length === 0 && !isRemoved(input, arrival)) throw arrivalNotFound(input, arrival, candidates);
    for (const user of matches) found.set(user.id, user);
  }
  if (inDoubt && scan.own.length === 0) {
    // The invitation of a lost write may be accepted already, and the list may show only pending ones.
    const invited = candidates.filter(({ email }) => baseline.addresses.some((one) => sameEmail(one, email)));
    for (const user of invited) found.set(user.id, user);
  }
  return [...found.values()];
}

/** If Vultr does not say who accepted, it can only be an account of the person's that is not in the baseline. */
function matchesArrival({ email, userId }: Arrival, user: User, { effects }: UndoInput): boolean {
  if (userId !== undefined) return sameId(user.id, userId);
  if (email !== undefined) return sameEmail(email, user.email);
  const { baseline } = effects;
  return (
    baseline.addresses.some((one) => sameEmail(one, user.email)) && existedBefore(baseline, user) !== true
  );
}

function listArrivals(input: UndoInput, scan: InvitationScan): Arrival[] {
  const { acceptance, ownInvitations, inDoubt } = input.effects;
  const arrivals: Arrival[] = scan.own
    .filter(({ status }) => status === 'accepted')
    .map(({ registeredEmail }) => defined({ email: registeredEmail }));
  if (acceptance === undefined || (ownInvitations.length === 0 && !inDoubt)) return arrivals;
  if (acceptance.registeredEmail !== undefined) return [...arrivals, { email: acceptance.registeredEmail }];
  // The onboarding found the person as a user: not through its own invitation if that is still pending.
  if (acceptance.userId === undefined || areClearlyPending(input, scan)) return arrivals;
  return [...arrivals, { userId: acceptance.userId }];
}

function isRemoved({ removedAlready, effects }: UndoInput, { email, userId }: Arrival): boolean {
  return [...removedAlready, ...(loadAttemptState().removing ?? [])].some(
    (person) =>
      (userId !== undefined && sameId(person.userId, userId)) ||
      [email ?? effects.baseline.addresses].flat().some((one) => sameEmail(one, person.email)),
  );
}

function arrivalNotFound({ effects, timings }: UndoInput, { email }: Arrival, users: readonly User[]): Error {
  const message = 'The invitation was accepted, but the user who joined through it is not visible';
  const newcomers = users.filter((user) => existedBefore(effects.baseline, user) === false);
  const facts = {
    accepted: email === undefined ? 'Vultr does not say by whom' : canonicalEmail(email),
    newSinceStart: newcomers.map((user) => canonicalEmail(user.email)).join(', ') || 'none',
  };
  return notVisibleYet('person_not_found', message, { facts }, timings);
}

/**
 * Returns why a user who joined must stay, or `undefined` if they must be removed. Throws `membership_unclear` if it is
 * not known whether they were a member before.
 */
export function reasonToKeep(
  { effects }: UndoInput,
  user: User,
  { others }: InvitationScan,
): KeepReason | undefined {
  const existed = existedBefore(effects.baseline, user);
  if (existed === true) return 'was_member';
  const joinedByAnother = others.some(
    ({ status, registeredEmail, email, respondedAt, id }) =>
      status === 'accepted' &&
      sameEmail(registeredEmail ?? email, user.email) &&
      // If Vultr does not say when, an invitation counts that is not in the baseline.
      (respondedAt === undefined
        ? !hasId(effects.baseline.invitationIds, id)
        : respondedAt >= effects.startedAt),
  );
  if (joinedByAnother) return 'joined_by_another_invitation';
  if (existed === false) return undefined;
  const message = 'It is not known whether the user who accepted was a member before';
  throw codedFailure('membership_unclear', message, {
    facts: { userId: user.id, email: canonicalEmail(user.email) },
  });
}
