import type { ErasedMemo, PersonMemo } from './memo.ts';
import type { OnboardingInput } from './onboarding-input.ts';

/** Input of the workflow `person`: all that the register remembers. */
export type PersonInput = RememberedPerson | ErasedMemo;

export type RememberedPerson = PersonMemo & {
  readonly flow: number;
  readonly personKeys: readonly string[];
} & Pick<OnboardingInput, 'plainRef' | 'consoleUrl'>;
