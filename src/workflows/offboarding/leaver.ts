import type { OffboardingStep } from '../../contract/rules/offboarding-states.ts';
import type {
  LeaverAccount,
  LeaverInput,
  Proof,
  SurveyedLeaverInput,
} from '../../contract/temporal/offboarding.ts';
import type { ConfirmedPerson } from '../../contract/temporal/step-data.ts';
import { nowIso } from '../engine/now.ts';
import type { Offboarding } from './context.ts';

/** Input of the activities that take something from the person. */
export function leaverInput({ input, results }: Offboarding, account: ConfirmedPerson): LeaverInput {
  const { userId, email } = account;
  const organizationId = results.survey?.organizationId ?? '';
  return { organizationId, person: { userId, email }, timings: input.timings };
}

/** The same for a step that may act on what the survey has read. `command`: the one that led to this run of the step. */
export function surveyedInput(
  run: Offboarding,
  account: LeaverAccount,
  command: object | undefined,
): SurveyedLeaverInput {
  const input = leaverInput(run, account);
  return command === undefined ? { ...input, before: account } : input;
}

/** Keeps what the readings after a step have shown. A repeated step replaces what it had shown before. */
export function noteProof({ record }: Offboarding, step: OffboardingStep, { checks, warnings }: Proof): void {
  const others = (record.view.taken ?? []).filter((one) => one.step !== step);
  const proof = { step, at: nowIso(), checks: [...checks], warnings: [...warnings] };
  record.change({ taken: [...others, proof] });
  for (const warning of warnings) record.note(`warning: ${warning}`);
}

type Instant = 'releasedAt' | 'suspendedAt' | 'cutOffAt' | 'removedAt' | 'endedAt';

/** Notes when something happened for the first time. */
export function noteTime({ record }: Offboarding, name: Instant): void {
  const { timings } = record.view;
  record.change({ timings: { ...timings, [name]: timings[name] ?? nowIso() } });
}
