import {
  CancellationScope,
  condition,
  isCancellation,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { VultrActivities } from '../../activities/index.ts';
import { defined } from '../../contract/lib/optional.ts';
import { hintSignal } from '../../contract/temporal/messages.ts';
import type {
  Acceptance,
  AwaitInput,
  InvitationRecord,
  PollInput,
} from '../../contract/temporal/step-data.ts';
import { pollOptions } from '../engine/activity-options.ts';
import type { Onboarding } from './context.ts';

/**
 * Polls an invitation for as long as it is awaited. Each email and each hint begins a new poll, because its first looks come
 * soon one after another; after them, one poll waits for days and writes nothing to the history.
 */
export type AcceptancePoller = {
  /**
   * Waits until the invitation is accepted, `until` (milliseconds since 1970) is reached, or `interrupted` returns true.
   * Returns the acceptance, if that is what happened. `timer` is shown in Temporal's UI. The acceptance of one of the
   * `others` counts as well.
   */
  readonly waitInWindow: (
    invitation: InvitationRecord,
    until: number,
    timer: string,
    interrupted: () => boolean,
    others?: readonly InvitationRecord[],
  ) => Promise<Acceptance | undefined>;
  readonly stop: () => void;
};

type Poll = {
  readonly invitation: InvitationRecord;
  readonly scope: CancellationScope;
  /** When its latest activity was scheduled, in milliseconds since 1970. */
  startedAt: number;
  hinted: boolean;
  accepted?: Acceptance;
  failed?: { readonly error: unknown };
};

/** The first look of a poll this young comes after what the hint is about, so the hint adds nothing. */
const coveredMs = 1_000;

/** Takes over the handler of hints. */
export function createAcceptancePoller(run: Onboarding, summary: string): AcceptancePoller {
  let current: Poll | undefined;
  let reported = false;

  setHandler(hintSignal, () => {
    if (current !== undefined && Date.now() - current.startedAt >= coveredMs) current.hinted = true;
  });

  function stop(): void {
    current?.scope.cancel();
    current = undefined;
  }

  /** A resend moves the expiry of the same invitation. */
  function pollOf({ id, expiresAt }: InvitationRecord, others: readonly InvitationRecord[]): Poll {
    if (current?.invitation.id !== id || current.invitation.expiresAt !== expiresAt) stop();
    // A user who was found once is judged by then, and would be found again and again.
    current ??= startPoll(
      run,
      { id, expiresAt },
      {
        summary,
        amongUsers: !reported,
        others: others.map((other) => other.id),
      },
    );
    return current;
  }

  return {
    stop,
    async waitInWindow(invitation, until, timer, interrupted, others = []) {
      const poll = pollOf(invitation, others);
      const over = () => poll.accepted !== undefined || poll.failed !== undefined || interrupted();
      await run.rest(over, { ms: until - Date.now(), summary: timer });
      if (poll.accepted === undefined && poll.failed === undefined) return undefined;
      // Its result is reported once; the next wait starts a new poll.
      current = undefined;
      reported ||= poll.accepted !== undefined;
      if (poll.failed !== undefined && !isCancellation(poll.failed.error)) throw poll.failed.error;
      return poll.accepted;
    },
  };
}

type PollOptions = {
  readonly summary: string;
  /** Whether to look among the users if the invitation is not plainly pending. */
  readonly amongUsers: boolean;
  /** IDs of further invitations whose acceptance counts. */
  readonly others: readonly string[];
};

function startPoll(run: Onboarding, invitation: InvitationRecord, options: PollOptions): Poll {
  const poll: Poll = { invitation, scope: new CancellationScope(), startedAt: Date.now(), hinted: false };
  void poll.scope.run(async () => {
    try {
      poll.accepted = await pollUntilAccepted(run, poll, options);
    } catch (error) {
      poll.failed = { error };
    }
  });
  return poll;
}

/** A hint replaces the activity that pauses by one that looks at once. */
async function pollUntilAccepted(
  run: Onboarding,
  poll: Poll,
  { summary, amongUsers, others }: PollOptions,
): Promise<Acceptance> {
  for (let hinted = false; ; hinted = true) {
    const { timings, taskQueues } = run.input;
    const { awaitAcceptance } = proxyActivities<VultrActivities>({
      ...pollOptions(timings, taskQueues.vultr, hinted ? 'urgent' : 'idle'),
      summary,
    });
    const { acceptors, ...byInvitation } = pollInput(run, poll.invitation);
    const input: AwaitInput = {
      ...byInvitation,
      hinted,
      ...defined({
        acceptors: amongUsers ? acceptors : undefined,
        others: others.length > 0 ? others : undefined,
      }),
    };
    poll.hinted = false;
    poll.startedAt = Date.now();
    const untilHint = new CancellationScope();
    try {
      const acceptance = await untilHint.run(() =>
        Promise.race([awaitAcceptance(input), condition(() => poll.hinted)]),
      );
      if (acceptance !== undefined) return acceptance;
    } finally {
      untilHint.cancel();
    }
  }
}

export function pollInput({ input, effects }: Onboarding, invitation: InvitationRecord): PollInput {
  const { email, allowedAddresses, timings } = input;
  const acceptors = { allowedAddresses, earlierUserIds: effects.baseline?.userIds ?? [] };
  return { email, invitation, acceptors, timings };
}
