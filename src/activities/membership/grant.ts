import { sameId } from '../../contract/lib/case-insensitive.ts';
import type { GrantInput, GrantResult } from '../../contract/temporal/grant.ts';
import { defined } from '../../contract/lib/optional.ts';
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
type Reads = { user?: User; userReadAtMs?: number; members?: readonly Member[] };

/**
 * Steps 5 to 7: the right person, in the group, with the access read back. One activity does all three, because each
 * activity is six events of the history. An attempt continues in the step in which the last one stopped, and looks before it
 * writes.
 *
 * If the workflow asks it to end, it finishes a write with its read-back and stops before the next step.
 */
export function createGrant(client: VultrClient) {
  return async function grant(input: GrantInput): Promise<GrantResult> {
    const { groupId, policies, skipped, timings } = input;
    const progress = trackProgress(input);
    return reportingProgress(input, async () => {
      const vultr = createSession(client, timings, abandonedSignal());
      const reads: Reads = {};
      const person = await confirm(vultr, input, progress, reads);
      if (progress.current().step === 'addMember') await add(vultr, input, person, progress, reads);
      const { effects } = progress.current();
      if (skipped.includes('verifyAccess')) return { effects: { ...effects, person } };
      const { user, userReadAtMs = 0, members } = reads;
      const isFresh = performance.now() - userReadAtMs <= freshMs;
      const fresh = defined({ user: isFresh ? user : undefined, members });
      const proof = await verifyAccess(client, vultr, { groupId, person, policies, ...fresh });
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

async function add(
  vultr: VultrSession,
  { groupId, skipped }: GrantInput,
  person: ConfirmedPerson,
  progress: ProgressTracker,
  reads: Reads,
): Promise<void> {
  if (!skipped.includes('addMember')) {
    const tracking = { before: progress.adding, nothingWritten: progress.notAdded };
    reads.members = await addMember(vultr, { groupId, person, tracking });
  }
  const { effects } = progress.current();
  const added = skipped.includes('addMember') ? effects.added : (effects.added ?? false);
  await progress.enter('verifyAccess', { ...effects, ...defined({ added }) });
}
