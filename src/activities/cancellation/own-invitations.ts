import { Context } from '@temporalio/activity';
import { sameEmail } from '../../contract/lib/email.ts';
import type { InvitationRecord, UndoInput } from '../../contract/temporal/step-data.ts';
import type { Invitation, VultrClient } from '../../vultr/types.ts';
import { expiryOf } from '../invitation/find-person.ts';
import { hasId, sameId } from '../support/same-id.ts';
import { reading } from '../support/vultr-calls.ts';

/** The run's own invitations as Vultr shows them now, and all others, of any address. */
export type InvitationScan = { readonly own: readonly Invitation[]; readonly others: readonly Invitation[] };

/**
 * Each known invitation is read by itself, because some lists show pending ones only. Where a mail may have gone out
 * whose answer was lost, an invitation to the address that was not there before the run is taken for its own.
 */
export async function scanInvitations(
  vultr: VultrClient,
  { email, effects, timings }: UndoInput,
): Promise<InvitationScan> {
  const known: Invitation[] = [];
  for (const { id } of effects.ownInvitations) {
    const seen = await reading(timings, (signal) => vultr.invitations.get(id, { signal }));
    if (seen !== undefined) known.push(seen);
  }
  const listed = await reading(timings, (signal) => vultr.invitations.list({ signal }));
  const ownIds = effects.ownInvitations.map(({ id }) => id);
  const isUnmet = ({ id, email: address }: Invitation) =>
    effects.inDoubt && sameEmail(address, email) && !hasId(effects.baseline.invitationIds, id);
  const unknown = listed.filter(({ id }) => !hasId(ownIds, id));
  return {
    own: [...known, ...unknown.filter(isUnmet)],
    others: unknown.filter((one) => !isUnmet(one)),
  };
}

/** Every own invitation is known, can be read, and waits for an answer. */
export function isPlainlyPending({ effects }: UndoInput, { own }: InvitationScan): boolean {
  const allSeen = effects.ownInvitations.every(({ id }) => own.some((seen) => sameId(seen.id, id)));
  return !effects.inDoubt && allSeen && own.every(({ status }) => status === 'pending');
}

/**
 * Own invitations that can still be accepted, the one that lives longest first. Each lasts until its end and the time
 * by which reads may lag, by Temporal's clock. What Vultr calls it does not end it sooner: only `Pending` and
 * `Accepted` are documented, and one that cannot be read may still be accepted.
 */
export function listAcceptable({ effects, timings }: UndoInput, { own }: InvitationScan): InvitationRecord[] {
  const now = Context.current().info.currentAttemptScheduledTimestampMs;
  const recordOf = (id: string) => effects.ownInvitations.find((one) => sameId(one.id, id));
  const shown = own
    .filter(({ status }) => status !== 'accepted')
    .map((one) => {
      const end = one.expiresAt ?? recordOf(one.id)?.expiresAt ?? expiryOf(one, timings);
      return { id: one.id, expiresAt: end };
    });
  const unseen = effects.ownInvitations.filter(({ id }) => !own.some((seen) => sameId(seen.id, id)));
  return [...shown, ...unseen]
    .filter(({ expiresAt }) => expiresAt + timings.settleMs > now)
    .toSorted((a, b) => b.expiresAt - a.expiresAt);
}
