import { sameId } from '../../contract/lib/case-insensitive.ts';
import type { GrantInput, GrantResult } from '../../contract/temporal/grant.ts';
import { defined } from '../../contract/lib/optional.ts';
import { effectsByGroup, groupsToGrant } from '../../contract/temporal/one-group.ts';
import type { ConfirmedPerson } from '../../contract/temporal/step-data.ts';
import { abandonedSignal } from '../../temporal/heartbeat.ts';
import type { Member, User, VultrClient } from '../../vultr/types.ts';
import { createSession, type VultrSession } from '../support/session.ts';
import { addMember } from './add-member.ts';
import { confirmPerson } from './confirm-person.ts';
import { type ProgressTracker, reportingProgress, trackProgress } from './grant-progress.ts';
import { verifyAccess } from './verify-access.ts';

/** For how long the row of the person that confirmed them also proves that they are Active. */
const freshMs = 5_000;

/** What an attempt has read and need not read again. */
type Reads = { user?: User; userReadAtMs?: number; readonly members: Map<string, readonly Member[]> };

/**
 * Steps 5 to 7: the right person, in every group, with the access read back. One activity does all three, for all groups,
 * because each activity is six events of the history. An attempt continues in the step in which the last one stopped, and looks before it
 * writes.
 *
 * If the workflow asks it to end, it finishes a write with its read-back and stops before the next step.
 */
export function createGrant(client: VultrClient) {
  return async function grant(input: GrantInput): Promise<GrantResult> {
    const { skipped, timings } = input;
    const groups = groupsToGrant(input);
    const groupIds = groups.map(({ groupId }) => groupId);
    const known = effectsByGroup(input.known, groupIds);
    const progress = trackProgress({ from: input.from, known, groupIds });
    return reportingProgress({ known, timings }, async () => {
      const vultr = createSession(client, timings, abandonedSignal());
      const reads: Reads = { members: new Map() };
      const person = await confirm(vultr, input, progress, reads);
      if (progress.current().step === 'addMember') {
        await addToAll(vultr, { groupIds, skipped, person, progress, reads });
      }
      const { effects } = progress.current();
      if (skipped.includes('verifyAccess')) return { effects: { ...effects, person } };
      const { user, userReadAtMs = 0, members } = reads;
      const isFresh = performance.now() - userReadAtMs <= freshMs;
      const fresh = { members, ...defined({ user: isFresh ? user : undefined }) };
      const proof = await verifyAccess(client, vultr, { person, groups, ...fresh });
      return { effects: { ...effects, person }, proof };
    });
  };
}

async function confirm(
  vultr: VultrSession,
  input: GrantInput,
  progress: ProgressTracker,
  reads: Reads,
): Promise<ConfirmedPerson> {
  const { step, effects } = progress.current();
  const known = effects.person;
  if (step !== 'confirmPerson' && known !== undefined) return known;
  reads.userReadAtMs = performance.now();
  reads.user = await confirmPerson(vultr, input);
  const person = { userId: reads.user.id, email: reads.user.email };
  // What is known of one account says nothing of another.
  const isSame = known === undefined || sameId(known.userId, person.userId);
  await progress.enter('addMember', isSame ? { ...effects, person } : { person });
  return person;
}

type Addition = Pick<GrantInput, 'skipped'> & {
  readonly groupIds: readonly string[];
  readonly person: ConfirmedPerson;
  readonly progress: ProgressTracker;
  readonly reads: Reads;
};

/** Each group is recorded before the next one, so that an attempt that follows knows which ones were the onboarding's doing. */
async function addToAll(
  vultr: VultrSession,
  { groupIds, skipped, person, progress, reads }: Addition,
): Promise<void> {
  if (skipped.includes('addMember')) {
    await progress.enter('verifyAccess', progress.current().effects);
    return;
  }
  for (const [index, groupId] of groupIds.entries()) {
    const tracking = { before: () => progress.adding(groupId), nothingWritten: progress.notAdded };
    reads.members.set(groupId, await addMember(vultr, { groupId, person, tracking }));
    const { effects } = progress.current();
    const added = { ...effects.added, [groupId]: effects.added?.[groupId] ?? false };
    const isLast = index === groupIds.length - 1;
    await progress.enter(isLast ? 'verifyAccess' : 'addMember', { ...effects, added });
  }
}
