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
import type { TaskQueues } from '../../contract/temporal/task-queues.ts';
import type { Timings } from '../../contract/temporal/timings.ts';
import { pollOptions } from '../engine/activity-options.ts';
import type { Rest } from '../engine/rest.ts';
import { stepFailureOf } from '../engine/step-failure.ts';

/** What a flow that waits for an invitation brings. */
export type PollingFlow = {
  readonly input: { readonly timings: Timings; readonly taskQueues: TaskQueues };
  readonly control: { readonly stopping: () => boolean };
  readonly rest: Rest;
  /** The step that waits for an operator, if one does. */
  readonly failedStep: string | undefined;
};

export type AcceptancePollerOptions = {
  /** Shown in Temporal's UI. */
  readonly summary: string;
  readonly pollInput: (invitation: InvitationRecord) => PollInput;
};

/**
 * Polls an invitation for as long as it is awaited. Its first looks come soon one after another; after them, one activity
 * waits for days and writes nothing to the history. A hint starts a second activity beside it, which looks at once and
 * ends after a minute.
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
  /**
   * Takes no more hints, because the acceptance is known. The onboarding usually ends before the next look, and the poll with
   * it. A cancellation would be five more events, so it follows only if the onboarding is stopped or a step waits for an
   * operator.
   */
  readonly abandon: () => void;
};

type Poll = {
  invitation: InvitationRecord;
  readonly options: PollOptions;
  readonly scope: CancellationScope;
  /** The activity that the latest hint has started. */
  hinted?: CancellationScope;
  accepted?: Acceptance;
  failed?: { readonly error: unknown };
};

/** The poll looks again soon after the end of a window, so a resend that comes this soon needs no poll of its own. */
const resendCoveredMs = 3_000;

/** Takes over the handler of hints. */
export function createAcceptancePoller(
  flow: PollingFlow,
  { summary, pollInput }: AcceptancePollerOptions,
): AcceptancePoller {
  let current: Poll | undefined;
  let reported = false;

  // Takes every hint, also one that comes right after a look. To ignore some by their time would be unsafe: a worker that replays
  // a task without commands can join it with the next task, whose clock is later, and would then decide otherwise.
  setHandler(hintSignal, () => {
    if (current !== undefined && current.accepted === undefined) startHintedLooks(flow, current);
  });

  function stop(): void {
    current?.scope.cancel();
    current = undefined;
  }

  /** A resend moves the expiry of the same invitation. */
  function isPolled({ id, expiresAt }: InvitationRecord): boolean {
    if (current === undefined || current.accepted !== undefined || current.invitation.id !== id) return false;
    const { expiresAt: earlier } = current.invitation;
    return earlier === expiresAt || (expiresAt > earlier && Date.now() - earlier <= resendCoveredMs);
  }

  function pollOf({ id, expiresAt }: InvitationRecord, others: readonly InvitationRecord[]): Poll {
    const invitation = { id, expiresAt };
    if (current !== undefined && isPolled(invitation)) {
      current.invitation = invitation;
      return current;
    }
    stop();
    const options = {
      summary,
      pollInput,
      // A user who was found once is judged by then, and would be found again and again.
      amongUsers: !reported,
      others: others.map((other) => other.id),
    };
    const poll: Poll = { invitation, options, scope: new CancellationScope() };
    current = poll;
    void poll.scope.run(() => look(flow, poll, false));
    return poll;
  }

  return {
    stop,
    abandon() {
      setHandler(hintSignal, () => {});
      void condition(() => flow.control.stopping() || flow.failedStep !== undefined).then(stop, stop);
    },
    async waitInWindow(invitation, until, timer, interrupted, others = []) {
      const poll = pollOf(invitation, others);
      const over = () => poll.accepted !== undefined || poll.failed !== undefined || interrupted();
      await flow.rest(over, { ms: until - Date.now(), summary: timer });
      reported ||= poll.accepted !== undefined;
      if (poll.failed === undefined || poll.accepted !== undefined) return poll.accepted;
      stop();
      if (!isCancellation(poll.failed.error)) throw poll.failed.error;
      return undefined;
    },
  };
}

type PollOptions = AcceptancePollerOptions & {
  /** Whether to look among the users if the invitation is not plainly pending. */
  readonly amongUsers: boolean;
  /** IDs of further invitations whose acceptance counts. */
  readonly others: readonly string[];
};

/** The looks of the latest hint replace those of the one before. */
function startHintedLooks(flow: PollingFlow, poll: Poll): void {
  poll.hinted?.cancel();
  void poll.scope.run(() => {
    poll.hinted = new CancellationScope();
    return poll.hinted.run(() => look(flow, poll, true));
  });
}

async function look({ input }: PollingFlow, poll: Poll, hinted: boolean): Promise<void> {
  const { summary, pollInput, amongUsers, others } = poll.options;
  const { timings, taskQueues } = input;
  const { awaitAcceptance } = proxyActivities<VultrActivities>({
    ...pollOptions(timings, taskQueues.vultr, hinted ? 'urgent' : 'idle'),
    summary: hinted ? `after a hint: ${summary}` : summary,
  });
  const { acceptors, ...byInvitation } = pollInput(poll.invitation);
  const wanted: AwaitInput = {
    ...byInvitation,
    hinted,
    ...defined({
      acceptors: amongUsers ? acceptors : undefined,
      others: others.length > 0 ? others : undefined,
    }),
  };
  try {
    poll.accepted = await awaitAcceptance(wanted);
  } catch (error) {
    // The looks of a hint end without an acceptance, or a later hint replaces them. The other activity polls on.
    if (hinted && (isCancellation(error) || isPending(error))) return;
    poll.failed = { error };
  }
}

function isPending(error: unknown): boolean {
  return stepFailureOf(error, 'awaitAcceptance').code === 'invitation_pending';
}
