import { remedies, unseen, type Unseen } from '../answer.ts';

const byWalk = unseen('Only a write shows it', remedies.walk);
const notTried = unseen('About users who are suspended or removed', remedies.notTried);
const secret = unseen('The list of sessions contains their tokens, which are secrets', remedies.notTried);
const rejected = unseen('No request was rejected', remedies.rejected);

/** The options that no reading decides, or none that this program does. */
export const writeQuestions = {
  bareStatus: () => byWalk,
  writeBodies: () => byWalk,
  resendId: () => byWalk,
  duplicateInvitation: () => byWalk,
  inviteMember: () => byWalk,
  userRowDelayMs: () => byWalk,
  duplicateGroupName: () => byWalk,
  memberNamedBy: () => byWalk,
  duplicateMember: () => byWalk,
  removedMember: () => byWalk,
  duplicateAttachment: () => byWalk,
  memberWrite: () => byWalk,
  attachmentWrite: () => byWalk,
  readDelayMs: () => byWalk,
  resendExpired: () => unseen('No expired invitation was resent', remedies.expiredAgain),
  expiredBlocksNew: () => unseen('No email with an expired invitation was invited', remedies.expiredAgain),
  duplicateSuspension: () => notTried,
  suspendedKey: () => notTried,
  reinvitedAccess: () => notTried,
  rootRemoval: () => notTried,
  sessionListKey: () => secret,
  requestsPerSecond: () => rejected,
} satisfies Record<string, () => Unseen>;
