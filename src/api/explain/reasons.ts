import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { formatDuration } from '../../contract/lib/duration.ts';
import { formatMinute } from '../../contract/lib/format-instant.ts';
import { sentence } from '../../contract/lib/sentence.ts';
import { groupsOf, nameGroups } from '../../contract/rules/groups-of-view.ts';
import { ago, commandSentence } from './format.ts';
import { cancellationReason, guardingReasons, onHoldReasons, pendingStopReasons } from './stop-reasons.ts';
import { summarizeUndo } from './undo-summary.ts';

/** A step that only talks to Vultr takes seconds. After this long without progress it deserves a look. */
const unusuallyLongMs = 5 * 60_000;

/** Why an onboarding is in its state, in plain words. */
export function explainState(onboarding: OnboardingView, nowMs: number): string {
  return [
    ...pendingStopReasons(onboarding, nowMs),
    ...stateReasons(onboarding, nowMs),
    ...approvedEmails(onboarding),
  ].join(' ');
}

function stateReasons(onboarding: OnboardingView, nowMs: number): string[] {
  const { email } = onboarding;
  const groups = nameGroups(groupsOf(onboarding));
  switch (onboarding.state) {
    case 'scheduled':
      return [
        `${onboarding.requestedBy ?? 'A caller'} ordered that the onboarding of ${email} begins later, so that no invitation expires before the first day. Nothing was read or sent yet.`,
      ];
    case 'checking':
      return [
        `The names of the policies and of ${groups} are being looked up in Vultr, before any email is sent.`,
        ...delayHint(onboarding, nowMs),
      ];
    case 'inviting':
      return [
        `The invitation to ${email} is being sent, unless one is already pending.`,
        ...delayHint(onboarding, nowMs),
      ];
    case 'preparing_access':
      return [
        `${capitalized(groups)} and ${groupsOf(onboarding).length > 1 ? 'their' : 'its'} policies are being prepared. This began when the invitation was sent, so that no blank screen appears after the acceptance.`,
        ...delayHint(onboarding, nowMs),
      ];
    case 'awaiting_acceptance':
      return awaitingReasons(onboarding, nowMs);
    case 'granting':
      return [
        `The invitation was accepted, or none was needed. The service checks that the account belongs to the invited person; it will then be added to ${groups}. Until then the Vultr Console shows the person "No Active Organization".`,
        ...delayHint(onboarding, nowMs),
      ];
    case 'verifying':
      return [
        `The person is in ${groups}. The service does not rely on Vultr's success response: it reads membership, policies and effective policies back until they agree.`,
        ...delayHint(onboarding, nowMs),
      ];
    case 'leaving_groups':
      return [
        onboarding.step === 'passBrake'
          ? `The person is in ${groups}, and that access is verified. Before they leave old groups, the brake gathers how many people lose something at the same time.`
          : `The person is in ${groups}, and that access is verified. They are leaving the old groups, which is then read back.`,
        ...delayHint(onboarding, nowMs),
      ];
    case 'completed':
      return completedReasons(onboarding);
    case 'needs_attention':
      return attentionReasons(onboarding, nowMs);
    case 'on_hold':
      return onHoldReasons(onboarding, nowMs);
    case 'cancelling':
      return [
        cancellationReason(onboarding, nowMs),
        'What it did is being undone: anyone who joined through its invitation is removed from the organization. Earlier members stay, and so do groups and the policies attached to them.',
        ...delayHint(onboarding, nowMs),
      ];
    case 'guarding':
      return guardingReasons(onboarding, nowMs);
    case 'cancelled':
      return [cancellationReason(onboarding, nowMs), ...summarizeUndo(onboarding, nowMs)];
    case 'erased':
      return ['The person was erased.'];
  }
}

function awaitingReasons({ invitation, email, since }: OnboardingView, nowMs: number): string[] {
  if (invitation === undefined) {
    return [`The onboarding has been waiting for ${email} to accept since ${formatMinute(since)}.`];
  }
  const { number, sentAt, expiresAt } = invitation;
  const sent = sentAt === undefined ? 'is pending' : `was sent ${ago(sentAt, nowMs)}`;
  const remainingMs = Date.parse(expiresAt) - nowMs;
  const window =
    remainingMs > 0
      ? `it expires in ${formatDuration(remainingMs)}`
      : `it expired ${ago(expiresAt, nowMs)} and is due for one last look; if this does not change, no worker is running`;
  return [
    `Invitation ${number} to ${email} ${sent} and has not been accepted yet; ${window}.`,
    'Vultr does not announce acceptances, so one watch checks all invitations every few seconds, and the onboarding also polls every few hours.',
  ];
}

/** The service did not do or verify a skipped step, so the text must not read as if it had. */
function completedReasons(onboarding: OnboardingView): string[] {
  const { email, timings, evidence, skipped = [] } = onboarding;
  const access = groupsOf(onboarding)
    .map(
      ({ name, policies }) =>
        `the group "${name}" with ${policies.map((policy) => `"${policy.name}"`).join(', ')}`,
    )
    .join(', and in ');
  const { acceptanceToAccessMs } = timings;
  const isVerified = !skipped.some(({ step }) => step === 'verifyAccess');
  return [
    isVerified
      ? `Done: ${email} is in ${access}, and every check against Vultr passed.`
      : `Ended, but this service did NOT verify the access: an operator confirmed that ${email} is in ${access}.`,
    ...leftReasons(onboarding),
    ...skippedSteps(onboarding),
    ...(acceptanceToAccessMs === undefined || !isVerified
      ? []
      : [
          `It took ${formatDuration(acceptanceToAccessMs)} from acceptance to working access; during that time the person may have seen "No Active Organization".`,
        ]),
    ...(evidence?.warnings ?? []).map((warning) => `Warning: ${sentence(warning)}`),
  ];
}

function leftReasons({ leftGroups, leavingRefused }: OnboardingView): string[] {
  return [
    ...(leftGroups === undefined ? [] : [`The person has left ${nameGroups(leftGroups.groups)}.`]),
    ...(leavingRefused === undefined
      ? []
      : [
          commandSentence(
            `${leavingRefused.by} refused to let the person leave the old groups, so they keep that access as well`,
            leavingRefused,
          ),
        ]),
  ];
}

function skippedSteps({ skipped = [] }: OnboardingView): string[] {
  return skipped.map((skip) => commandSentence(`${skip.by} skipped the step ${skip.step}`, skip));
}

function attentionReasons(onboarding: OnboardingView, nowMs: number): string[] {
  const { attention, cancellation } = onboarding;
  if (attention === undefined) return ['A step failed permanently; the onboarding waits for an operator.'];
  const accepted = attention.code === 'wrong_person' ? attention.facts?.accepted : undefined;
  return [
    ...(cancellation === undefined ? [] : [cancellationReason(onboarding, nowMs)]),
    `The step ${attention.step} failed permanently ${ago(attention.since, nowMs)}: ${attention.meaning} ${sentence(attention.detail)}`,
    ...(accepted === undefined ? [] : [`The email that accepted: ${accepted}.`]),
    ...skippedSteps(onboarding),
    cancellation === undefined
      ? 'The onboarding keeps what it has done and waits for an operator.'
      : 'What the onboarding did is not fully undone until an operator acts.',
  ];
}

function approvedEmails({ approvedAddresses = [] }: OnboardingView): string[] {
  return approvedAddresses.map((approval) =>
    commandSentence(`${approval.by} approved ${approval.address} as the person's own email`, approval),
  );
}

function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function delayHint({ since }: OnboardingView, nowMs: number): string[] {
  const inStateMs = nowMs - Date.parse(since);
  if (inStateMs < unusuallyLongMs) return [];
  return [
    `It has been in this state for ${formatDuration(inStateMs)}, which is unusually long. Check the step's errors in Temporal's UI and that workers are running.`,
  ];
}
