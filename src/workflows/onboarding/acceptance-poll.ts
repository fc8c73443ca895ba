import { CancellationScope, condition, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { VultrActivities } from '../../activities/index.ts';
import type { Acceptance, InvitationRecord, PollInput } from '../../contract/temporal/step-data.ts';
import { pollOptions } from '../engine/activity-options.ts';
import type { RunContext } from '../engine/run-context.ts';

/**
 * Looks at an invitation as long as it is waited for. One look lives on through all windows of the same invitation: a
 * resend only moves its end, and a look that was begun anew for each would write to the history for nothing.
 */
export type AcceptancePoller = {
  /**
   * Until the invitation is accepted, `until` (milliseconds since 1970) is reached, or something else calls. Answers
   * the acceptance, if that was it.
   */
  readonly waitInWindow: (
    invitation: InvitationRecord,
    until: number,
    timer: string,
    called: () => boolean,
  ) => Promise<Acceptance | undefined>;
  readonly stop: () => void;
};

type Poll = {
  readonly invitationId: string;
  readonly scope: CancellationScope;
  accepted?: Acceptance;
  failed?: { readonly error: unknown };
};

export function createAcceptancePoller(run: RunContext, summary: string): AcceptancePoller {
  let current: Poll | undefined;

  function stop(): void {
    current?.scope.cancel();
    current = undefined;
  }

  function lookAt(invitation: InvitationRecord): Poll {
    if (current?.invitationId !== invitation.id) stop();
    current ??= begin(run, invitation, summary);
    return current;
  }

  return {
    stop,
    async waitInWindow(invitation, until, timer, called) {
      const look = lookAt(invitation);
      const remaining = until - Date.now();
      const something = () => look.accepted !== undefined || look.failed !== undefined || called();
      if (remaining > 0) await condition(something, remaining, { summary: timer });
      if (look.accepted === undefined && look.failed === undefined) return undefined;
      // What it saw is said once; whoever waits on after that looks anew.
      current = undefined;
      if (look.failed !== undefined && !isCancellation(look.failed.error)) throw look.failed.error;
      return look.accepted;
    },
  };
}

function begin(run: RunContext, invitation: InvitationRecord, summary: string): Poll {
  const { timings, taskQueues } = run.record.input;
  const { awaitAcceptance: watch } = proxyActivities<VultrActivities>({
    ...pollOptions(timings, taskQueues.vultr),
    summary,
  });
  const look: Poll = { invitationId: invitation.id, scope: new CancellationScope() };
  void look.scope.run(async () => {
    try {
      look.accepted = await watch(pollInput(run, invitation));
    } catch (error) {
      look.failed = { error };
    }
  });
  return look;
}

export function pollInput({ record }: RunContext, invitation: InvitationRecord): PollInput {
  return { email: record.input.email, invitation, timings: record.input.timings };
}
