import { CancellationScope, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { VultrActivities } from '../../activities/index.ts';
import type { Acceptance, InvitationRecord, PollInput } from '../../contract/temporal/step-data.ts';
import { pollOptions } from '../engine/activity-options.ts';
import type { Onboarding } from './context.ts';

/**
 * Polls an invitation for as long as it is awaited. One poll lives through all windows of the same invitation: a resend
 * only moves its expiry, and a new poll for each window would write to the history for nothing.
 */
export type AcceptancePoller = {
  /**
   * Waits until the invitation is accepted, `until` (milliseconds since 1970) is reached, or `interrupted` returns true.
   * Returns the acceptance, if that is what happened. `timer` is shown in Temporal's UI.
   */
  readonly waitInWindow: (
    invitation: InvitationRecord,
    until: number,
    timer: string,
    interrupted: () => boolean,
  ) => Promise<Acceptance | undefined>;
  readonly stop: () => void;
};

type Poll = {
  readonly invitationId: string;
  readonly scope: CancellationScope;
  accepted?: Acceptance;
  failed?: { readonly error: unknown };
};

export function createAcceptancePoller(run: Onboarding, summary: string): AcceptancePoller {
  let current: Poll | undefined;

  function stop(): void {
    current?.scope.cancel();
    current = undefined;
  }

  function pollOf(invitation: InvitationRecord): Poll {
    if (current?.invitationId !== invitation.id) stop();
    current ??= startPoll(run, invitation, summary);
    return current;
  }

  return {
    stop,
    async waitInWindow(invitation, until, timer, interrupted) {
      const poll = pollOf(invitation);
      const over = () => poll.accepted !== undefined || poll.failed !== undefined || interrupted();
      await run.rest(over, { ms: until - Date.now(), summary: timer });
      if (poll.accepted === undefined && poll.failed === undefined) return undefined;
      // Its result is reported once; the next wait starts a new poll.
      current = undefined;
      if (poll.failed !== undefined && !isCancellation(poll.failed.error)) throw poll.failed.error;
      return poll.accepted;
    },
  };
}

function startPoll(run: Onboarding, invitation: InvitationRecord, summary: string): Poll {
  const { timings, taskQueues } = run.input;
  const { awaitAcceptance } = proxyActivities<VultrActivities>({
    ...pollOptions(timings, taskQueues.vultr),
    summary,
  });
  const poll: Poll = { invitationId: invitation.id, scope: new CancellationScope() };
  void poll.scope.run(async () => {
    try {
      poll.accepted = await awaitAcceptance(pollInput(run, invitation));
    } catch (error) {
      poll.failed = { error };
    }
  });
  return poll;
}

export function pollInput({ input }: Onboarding, invitation: InvitationRecord): PollInput {
  return { email: input.email, invitation, timings: input.timings };
}
