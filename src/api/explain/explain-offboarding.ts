import type { OffboardingExplanation } from '../../contract/api/offboarding-explanation.ts';
import type { OffboardingView } from '../../contract/api/offboarding-view.ts';
import { formatDuration } from '../../contract/lib/duration.ts';
import { formatMinute } from '../../contract/lib/format-instant.ts';
import { defined } from '../../contract/lib/optional.ts';
import { sentence } from '../../contract/lib/sentence.ts';
import { plural } from '../../contract/lib/plural.ts';
import { keepReasons } from '../../contract/rules/keep-reasons.ts';
import { allowedOffboardingCommands } from '../../contract/rules/allowed-offboarding-commands.ts';
import { ago, commandSentence } from './format.ts';
import { needsReason, offboardingCommandDescriptions } from './offboarding-command-descriptions.ts';

/** Explains an offboarding in plain words: why it is in its state, what happens next, what you can do. Reads nothing. */
export function explainOffboarding(
  offboarding: OffboardingView,
  nowMs: number,
): Omit<OffboardingExplanation, 'temporalUiUrl'> {
  const { id, state, step, nextStep } = offboarding;
  return {
    id,
    state,
    step,
    reason: [...stateReasons(offboarding, nowMs), ...decisions(offboarding)].join(' '),
    nextStep,
    ...defined({ nextStepAt: nextStepAt(offboarding) }),
    actions: actionsFor(offboarding),
  };
}

/** The scheduled beginning, or the end of the grace period or of the guarded invitation, if that is what the offboarding waits for. */
function nextStepAt({
  state,
  hold,
  cancellation,
  removeNow,
  effectiveAt,
  graceEndsAt,
  invitation,
}: OffboardingView): string | undefined {
  if (state === 'guarding') return invitation?.expiresAt;
  const isWaiting = hold === undefined && cancellation === undefined && removeNow === undefined;
  if (state === 'scheduled' && isWaiting) return effectiveAt;
  return state === 'suspended' && isWaiting ? graceEndsAt : undefined;
}

function stateReasons(offboarding: OffboardingView, nowMs: number): string[] {
  const { email, reason, requestedBy = 'A caller', timings } = offboarding;
  const ordered = commandSentence(`${requestedBy} ordered the departure of ${email}`, {
    at: timings.startedAt,
    reason,
  });
  switch (offboarding.state) {
    case 'scheduled':
      return [ordered, 'The departure begins later. Nothing was read or taken yet.'];
    case 'surveying':
      return offboarding.step === 'passBrake'
        ? [
            ordered,
            'The brake of the organization decides whether the departure may go. Nothing was taken yet.',
          ]
        : [ordered, 'What the person has is being read. Nothing was taken yet.'];
    case 'suspending':
      return [ordered, 'The user is being suspended and their API access closed.'];
    case 'suspended':
      return [ordered, 'The person is cut off. Everything that was taken can be given back.'];
    case 'removing':
    case 'verifying':
      return [
        ordered,
        'The person is being removed from the organization. This cannot be called off any more.',
      ];
    case 'guarding':
      return [
        ordered,
        'The person is gone. An invitation to them can still be accepted; anyone who accepts it is removed.',
        ...arrivals(offboarding),
      ];
    case 'left':
      return [ordered, ...endReasons(offboarding), ...arrivals(offboarding)];
    case 'on_hold':
      return [ordered, holdReason(offboarding, nowMs), 'What was taken until then stays taken.'];
    case 'needs_attention':
      return [ordered, ...attentionReasons(offboarding, nowMs)];
    case 'reinstating':
      return [ordered, 'The departure was called off: what was taken is being given back.'];
    case 'reinstated':
      if (offboarding.supersededBy !== undefined) {
        return [
          ordered,
          `The offboarding ${offboarding.supersededBy} took its place before anything was taken.`,
        ];
      }
      return [
        ordered,
        'The departure was called off, and the person has what they had before.',
        ...(offboarding.onboarding === undefined
          ? []
          : [`The onboarding that it had interrupted goes on as ${offboarding.onboarding}.`]),
      ];
  }
}

function endReasons({ evidence, effectiveAt, timings }: OffboardingView): string[] {
  const { startedAt, cutOffAt } = timings;
  const took =
    cutOffAt === undefined ? undefined : Date.parse(cutOffAt) - Date.parse(effectiveAt ?? startedAt);
  return [
    evidence === undefined
      ? 'The person has left, but the service did NOT prove it: an operator skipped the proof.'
      : evidence.userId === undefined
        ? 'No user of the organization was the person, so there was nothing to take.'
        : `The person has left, and ${plural(evidence.checks.length, 'check')} against Vultr passed.`,
    ...(took === undefined
      ? []
      : [
          `They were cut off ${formatDuration(took)} after the order${effectiveAt === undefined ? '' : ' took effect'}.`,
        ]),
  ];
}

function arrivals({ removals = [], kept = [] }: OffboardingView): string[] {
  return [
    ...removals.map(({ email, action, at }) => `${email} was ${action} (${formatMinute(at)}).`),
    ...kept.map(({ email, reason }) => `${email} ${keepReasons[reason]}, so this user stays.`),
  ];
}

function holdReason({ hold }: OffboardingView, nowMs: number): string {
  if (hold === undefined) return 'The offboarding was put on hold.';
  return commandSentence(`${hold.by} put the offboarding on hold ${ago(hold.at, nowMs)}`, hold);
}

function attentionReasons({ attention }: OffboardingView, nowMs: number): string[] {
  if (attention === undefined) return ['A step failed permanently; the offboarding waits for an operator.'];
  const { step, since, meaning, detail } = attention;
  return [`The step ${step} failed permanently ${ago(since, nowMs)}: ${meaning} ${sentence(detail)}`];
}

/** What operators have decided. The state of an offboarding on hold says who paused it. */
function decisions({
  cancellation,
  confirmation,
  removeNow,
  supersededBy,
  skipped = [],
}: OffboardingView): string[] {
  return [
    ...(confirmation === undefined
      ? []
      : [commandSentence(`${confirmation.by} confirmed that the person is meant`, confirmation)]),
    ...(removeNow === undefined
      ? []
      : [commandSentence(`${removeNow.by} ended the grace period`, removeNow)]),
    ...skipped.map((skip) => commandSentence(`${skip.by} skipped the step ${skip.step}`, skip)),
    ...(cancellation === undefined || supersededBy !== undefined
      ? []
      : [commandSentence(`${cancellation.by} called the departure off`, cancellation)]),
  ];
}

function actionsFor(offboarding: OffboardingView): OffboardingExplanation['actions'] {
  const { id, attention, state } = offboarding;
  const remedy = attention === undefined ? [] : [{ description: attention.remedy }];
  const commands = allowedOffboardingCommands(offboarding).map((command) => ({
    description: offboardingCommandDescriptions[command].action,
    request: `POST /v1/offboardings/${id}/${command}${needsReason(command) ? ' {"reason":"…"}' : ''}`,
  }));
  const hireAgain = {
    description: 'Hire the person again: send the request with "rehire": true.',
    request: 'POST /v1/onboardings',
  };
  return [...remedy, ...commands, ...(state === 'left' ? [hireAgain] : [])];
}
