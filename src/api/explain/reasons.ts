import { formatDuration } from '../../contract/lib/duration.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { traitsOf } from '../../contract/rules/states.ts';
import { summarizeUndo } from './undo-summary.ts';
import { ago, because, readable, sentence } from './format.ts';

/** A step that only talks to Vultr takes seconds; after this long without news something is worth a look. */
const longForAStepMs = 5 * 60_000;

/** Why a run stands where it stands, in plain words. */
export function explainState(run: OnboardingView, nowMs: number): string {
  return [...toldToStop(run, nowMs), ...whyInState(run, nowMs), ...whomAPersonAllowed(run)].join(' ');
}

/** Whom a cancellation or a hold still has to reach goes on with what is under way, and shows where that is. */
function toldToStop(run: OnboardingView, nowMs: number): string[] {
  const { state, cancellation, hold } = run;
  if (traitsOf(state).underWay !== true) return [];
  if (cancellation !== undefined) {
    return [...cancellationOf(run, nowMs), 'What is under way is brought to its end; then it is undone.'];
  }
  if (hold === undefined) return [];
  return [...holdOf(run, nowMs), 'What is under way is brought to its end; then nothing more happens.'];
}

function whyInState(run: OnboardingView, nowMs: number): string[] {
  const { group, email } = run;
  switch (run.state) {
    case 'checking':
      return [
        `Before any mail goes out, the names of the policies and of the group "${group.name}" are looked up in Vultr.`,
        ...patience(run, nowMs),
      ];
    case 'inviting':
      return [
        `Vultr is asked to send the invitation to ${email}, unless one is under way already.`,
        ...patience(run, nowMs),
      ];
    case 'preparing_access':
      return [
        `The group "${group.name}" and its policies are made ready before the person comes, so that no blank screen meets them.`,
        ...patience(run, nowMs),
      ];
    case 'awaiting_acceptance':
      return whyItWaits(run, nowMs);
    case 'granting':
      return [
        `The invitation is accepted or was not needed. It is made sure that the account is the invited person's; then it joins the group "${group.name}". Until then the Vultr Console shows them "No Active Organization".`,
        ...patience(run, nowMs),
      ];
    case 'verifying':
      return [
        `The person is in the group "${group.name}". A yes from Vultr is not trusted: membership, policies and effective policies are read back until they agree.`,
        ...patience(run, nowMs),
      ];
    case 'completed':
      return whyCompleted(run);
    case 'needs_attention':
      return whyItNeedsAttention(run, nowMs);
    case 'on_hold':
      return whyOnHold(run, nowMs);
    case 'cancelling':
      return [
        ...cancellationOf(run, nowMs),
        'What it did is being undone: who came in by its invitation is taken out of the organization. Who was a member before stays, and so do groups and the policies attached to them.',
        ...patience(run, nowMs),
      ];
    case 'guarding':
      return whyItGuards(run, nowMs);
    case 'cancelled':
      return [...cancellationOf(run, nowMs), ...summarizeUndo(run, nowMs)];
  }
}

function whyItWaits({ invitation, email, since }: OnboardingView, nowMs: number): string[] {
  if (invitation === undefined) return [`The acceptance of ${email} is awaited since ${since}.`];
  const { number, sentAt, expiresAt } = invitation;
  const sent = sentAt === undefined ? 'is out' : `went out ${ago(sentAt, nowMs)}`;
  const remainingMs = Date.parse(expiresAt) - nowMs;
  const window =
    remainingMs > 0
      ? `it expires in ${formatDuration(remainingMs)}`
      : `it expired ${formatDuration(-remainingMs)} ago and is due for the last look; if it stays so, no worker is running`;
  return [
    `Invitation ${number} to ${email} ${sent} and is not accepted yet; ${window}.`,
    'Vultr tells nobody about an acceptance, so the run looks by itself, in growing intervals.',
  ];
}

/** What was skipped was not done or proven by this service, and must not read as if it had been. */
function whyCompleted({ email, group, policies, timings, evidence, skipped = [] }: OnboardingView): string[] {
  const names = policies.map(({ name }) => `"${name}"`).join(', ');
  const { acceptanceToAccessMs } = timings;
  const isSkipped = (one: string) => skipped.some(({ step }) => step === one);
  const proven = !isSkipped('verifyAccess');
  return [
    proven
      ? `Done: ${email} is in the group "${group.name}" with ${names}, and every reading from Vultr agreed.`
      : `Ended, and the access was NOT proven by this service: that ${email} is in the group "${group.name}" with ${names} is the word of a person.`,
    ...skippedSteps(skipped),
    ...(acceptanceToAccessMs === undefined || !proven
      ? []
      : [
          `From acceptance to working access it took ${formatDuration(acceptanceToAccessMs)}; for that long they could meet "No Active Organization".`,
        ]),
    ...(evidence?.warnings ?? []).map((warning) => `Worth knowing: ${sentence(warning)}`),
  ];
}

function skippedSteps(skipped: NonNullable<OnboardingView['skipped']>): string[] {
  return skipped.map(
    ({ step, by, at, reason }) => `The step ${step} was skipped by ${by} (${readable(at)})${because(reason)}`,
  );
}

function whyItNeedsAttention(run: OnboardingView, nowMs: number): string[] {
  const { attention, cancellation, skipped = [] } = run;
  if (attention === undefined) return ['A step failed for good and waits for a person.'];
  const accepted = attention.code === 'wrong_person' ? attention.facts?.accepted : undefined;
  return [
    ...(cancellation === undefined ? [] : cancellationOf(run, nowMs)),
    `The step ${attention.step} failed for good ${ago(attention.since, nowMs)}: ${attention.meaning} ${sentence(attention.detail)}`,
    ...(accepted === undefined ? [] : [`The address that accepted: ${accepted}.`]),
    ...skippedSteps(skipped),
    cancellation === undefined
      ? 'The run keeps what it did and waits for a person.'
      : 'Until a person helps, what the run did is not undone to the end.',
  ];
}

function holdOf({ hold }: OnboardingView, nowMs: number): string[] {
  if (hold === undefined) return ['Somebody put the run on hold.'];
  const { by, at, reason } = hold;
  return [`${by} put the run on hold ${ago(at, nowMs)} (${readable(at)})${because(reason)}`];
}

function whyOnHold(run: OnboardingView, nowMs: number): string[] {
  const { invitation } = run;
  const pending = invitation?.status === 'pending' ? invitation : undefined;
  const isOver = pending !== undefined && Date.parse(pending.expiresAt) <= nowMs;
  return [
    ...holdOf(run, nowMs),
    'Its clocks stand still: nothing is looked at, sent or written until it is resumed.',
    ...(pending === undefined
      ? []
      : [
          `The end of the invitation is set by Vultr and does not wait: it ${isOver ? 'ended' : 'ends'} ${readable(pending.expiresAt)}. A resumed run looks first, finds an acceptance of the meantime, and sends the invitation again if it has ended.`,
        ]),
  ];
}

function whyItGuards(run: OnboardingView, nowMs: number): string[] {
  const { invitation, email } = run;
  const remainingMs = invitation === undefined ? 0 : Date.parse(invitation.expiresAt) - nowMs;
  const until =
    invitation === undefined
      ? 'until it is dead'
      : remainingMs > 0
        ? `until ${readable(invitation.expiresAt)} (${formatDuration(remainingMs)} from now)`
        : `until ${readable(invitation.expiresAt)}, which is over: the last look is due, and if it stays so, no worker is running`;
  return [
    ...cancellationOf(run, nowMs),
    `Vultr cannot take an invitation back: the one to ${email} can be accepted ${until}.`,
    'Until then it is watched, and who accepts it late is taken out of the organization again.',
    ...summarizeUndo(run, nowMs),
    'The person can be hired again at any time: the new run takes the invitation over.',
  ];
}

function cancellationOf({ cancellation }: OnboardingView, nowMs: number): string[] {
  if (cancellation === undefined) {
    return ['The run was ended in Temporal and not by a command.'];
  }
  const { by, at, reason } = cancellation;
  return [`${by} cancelled the run ${ago(at, nowMs)} (${readable(at)})${because(reason)}`];
}

function whomAPersonAllowed({ approvedAddresses = [] }: OnboardingView): string[] {
  return approvedAddresses.map(
    ({ address, by, at, reason }) =>
      `That ${address} is an address of the person was approved by ${by} (${readable(at)})${because(reason)}`,
  );
}

function patience({ since }: OnboardingView, nowMs: number): string[] {
  const standingMs = nowMs - Date.parse(since);
  if (standingMs < longForAStepMs) return [];
  return [
    `It stands here since ${formatDuration(standingMs)}, which is long: see in Temporal's UI whether the step meets errors, and whether workers are running.`,
  ];
}
