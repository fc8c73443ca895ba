import type { Acceptance, InvitationRecord } from '../../contract/temporal/step-data.ts';
import type { AcceptancePoller } from './acceptance-poll.ts';

/** The invitations that a flow guards, and what it does about them. */
export type Guard = {
  readonly poller: AcceptancePoller;
  readonly inbox: {
    readonly waiting: () => boolean;
    readonly take: () => unknown;
    readonly resolveTaken: () => void;
  };
  /** The invitations that may still be accepted, the one that expires last first. */
  readonly alive: () => readonly InvitationRecord[];
  /** Reads everything again, removes anyone who has accepted, and finds which invitations are alive. */
  readonly look: () => Promise<void>;
  /** Whether to look before the first wait. */
  readonly lookFirst: boolean;
  /** Shows the invitation that is guarded. */
  readonly follow: (invitation: InvitationRecord) => void;
  readonly noteAcceptance: (acceptance: Acceptance) => void;
  /** Ends the guard early. */
  readonly isInterrupted: () => boolean;
  /** How long after its expiry an invitation may still turn out to have been accepted. */
  readonly settleMs: number;
  /** Shown in Temporal's UI while it waits. */
  readonly timer: string;
};

/**
 * Vultr cannot revoke an invitation. Guards invitations until the last one is dead, or the guard is interrupted. Whenever
 * one is accepted, the end is reached, or an operator asks, everything is read again.
 */
export async function guardUntilDead(guard: Guard): Promise<void> {
  const { poller, inbox, isInterrupted } = guard;
  for (let isDue = guard.lookFirst; ; isDue = true) {
    if (isDue) await guard.look();
    const [longest, ...others] = guard.alive();
    if (longest === undefined) return;
    guard.follow(longest);
    inbox.resolveTaken();
    if (isInterrupted()) return;
    const until = longest.expiresAt + guard.settleMs;
    const isOver = () => inbox.waiting() || isInterrupted();
    const accepted = await poller.waitInWindow(longest, until, guard.timer, isOver, others);
    if (accepted !== undefined) guard.noteAcceptance(accepted);
    if (isInterrupted()) return;
    inbox.take();
  }
}
