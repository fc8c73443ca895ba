import { formatDuration } from '../contract/duration.ts';
import type { Explanation } from '../contract/explanation.ts';
import type { RunCommand } from '../contract/messages.ts';
import { possibleCommands } from '../contract/possible-commands.ts';
import type { RunView } from '../contract/run-view.ts';

/** A step that only talks to Vultr takes seconds; after this long without news something is worth a look. */
const longForAStepMs = 5 * 60_000;

const effects: Readonly<Record<RunCommand, string>> = {
  check: 'Have the run look at Vultr now instead of at its next interval.',
  resend: 'Have the invitation sent again; a new window begins with it.',
  retry: 'Have the step taken up again; it looks at what is there before it writes.',
};

/** The plain words for a run: why it stands where it stands, what comes next, what one can do. Reads nothing. */
export function explain(
  run: RunView,
  nowMs: number,
): Omit<Explanation, 'access' | 'accessUnavailable' | 'temporalUi'> {
  const nextAt = run.state === 'awaiting_acceptance' ? run.invitation?.expiresAt : undefined;
  return {
    id: run.id,
    state: run.state,
    step: run.step,
    why: why(run, nowMs),
    next: run.next,
    ...(nextAt === undefined ? {} : { nextAt }),
    youCan: whatOneCanDo(run),
  };
}

function why(run: RunView, nowMs: number): string {
  const { group, email, attention } = run;
  switch (run.state) {
    case 'checking':
      return `Before any mail goes out, the names of the policies and of the group "${group.name}" are looked up in Vultr.${patience(run, nowMs)}`;
    case 'inviting':
      return `Vultr is asked to send the invitation to ${email}, unless one is under way already.${patience(run, nowMs)}`;
    case 'preparing_access':
      return `The group "${group.name}" and its policies are made ready before the person comes, so that no blank screen meets them.${patience(run, nowMs)}`;
    case 'awaiting_acceptance':
      return whyItWaits(run, nowMs);
    case 'granting':
      return `The invitation is accepted or was not needed. It is made sure that the account is the invited person's; then it joins the group "${group.name}". Until then the Vultr Console shows them "No Active Organization".${patience(run, nowMs)}`;
    case 'verifying':
      return `The person is in the group "${group.name}". A yes from Vultr is not trusted: membership, policies and effective policies are read back until they agree.${patience(run, nowMs)}`;
    case 'completed':
      return whyCompleted(run);
    case 'needs_attention':
      return attention === undefined
        ? 'A step failed for good and waits for a person.'
        : `The step ${attention.step} failed for good ${ago(attention.since, nowMs)}: ${attention.meaning} ${sentence(attention.detail)} The run keeps what it did and waits for a person.`;
    case 'on_hold':
      return 'Somebody put the run on hold.';
    case 'cancelling':
      return 'Somebody cancelled the run; what it did is undone.';
    case 'guarding':
      return 'The run was cancelled. Vultr cannot revoke an invitation, so it is watched until it is dead.';
    case 'cancelled':
      return 'The run was cancelled.';
  }
}

function whyItWaits({ invitation, email, since }: RunView, nowMs: number): string {
  if (invitation === undefined) return `The acceptance of ${email} is awaited since ${since}.`;
  const { number, sentAt, expiresAt } = invitation;
  const sent = sentAt === undefined ? 'is out' : `went out ${ago(sentAt, nowMs)}`;
  const remainingMs = Date.parse(expiresAt) - nowMs;
  const window =
    remainingMs > 0
      ? `it expires in ${formatDuration(remainingMs)}`
      : `it expired ${formatDuration(-remainingMs)} ago and is due for the last look; if it stays so, no worker is running`;
  return `Invitation ${number} to ${email} ${sent} and is not accepted yet; ${window}. Vultr tells nobody about an acceptance, so the run looks by itself, in growing intervals.`;
}

function whyCompleted({ email, group, policies, timings, evidence }: RunView): string {
  const names = policies.map(({ name }) => `"${name}"`).join(', ');
  const { acceptanceToAccessMs } = timings;
  return [
    `Done: ${email} is in the group "${group.name}" with ${names}, and every reading from Vultr agreed.`,
    ...(acceptanceToAccessMs === undefined
      ? []
      : [
          `From acceptance to working access it took ${formatDuration(acceptanceToAccessMs)}; for that long they could meet "No Active Organization".`,
        ]),
    ...(evidence?.warnings ?? []).map((warning) => `Worth knowing: ${sentence(warning)}`),
  ].join(' ');
}

function whatOneCanDo(run: RunView): Explanation['youCan'] {
  const remedy = run.attention === undefined ? [] : [{ what: run.attention.remedy }];
  const commands = possibleCommands(run).map((command) => ({
    what: effects[command],
    request: `POST /v1/onboardings/${run.id}/${command}`,
  }));
  return [...remedy, ...commands];
}

function patience({ since }: RunView, nowMs: number): string {
  const standingMs = nowMs - Date.parse(since);
  if (standingMs < longForAStepMs) return '';
  return ` It stands here since ${formatDuration(standingMs)}, which is long: see in Temporal's UI whether the step meets errors, and whether workers are running.`;
}

function ago(instant: string, nowMs: number): string {
  return `${formatDuration(nowMs - Date.parse(instant))} ago`;
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
