import { fixedTimings } from './fixed-timings.ts';
import type { SettingName, SettingValues } from './settings.ts';

/**
 * Returns the mistakes of settings that are valid one by one and contradict each other, with what to do. A setting that
 * is not valid itself is absent from `values` and contradicts nothing.
 */
export function findContradictions(values: Partial<SettingValues>): string[] {
  const {
    VULTR_TIMEOUT: requestMs,
    ONBOARDING_SETTLE: settleMs,
    ONBOARDING_ATTEMPT_TIMEOUT: attemptMs,
    ONBOARDING_STEP_PATIENCE: patienceMs,
  } = values;
  const mistakes: string[] = [];
  const report = (names: readonly SettingName[], mistake: string) =>
    mistakes.push(`${names.join(', ')}: ${mistake}`);

  if (requestMs !== undefined && settleMs !== undefined && attemptMs !== undefined) {
    const neededMs = 2 * requestMs + settleMs;
    if (attemptMs < neededMs)
      report(
        ['ONBOARDING_ATTEMPT_TIMEOUT', 'VULTR_TIMEOUT', 'ONBOARDING_SETTLE'],
        `an attempt of ${inSeconds(attemptMs)} has no time for a read, a write (${inSeconds(requestMs)} each) and the settle time (${inSeconds(settleMs)}), so nothing would ever be written; set ONBOARDING_ATTEMPT_TIMEOUT to at least ${inSeconds(neededMs)}, or lower the others`,
      );
  }
  if (settleMs !== undefined && settleMs > fixedTimings.readTimeoutMs)
    report(
      ['ONBOARDING_SETTLE'],
      `must be at most ${inSeconds(fixedTimings.readTimeoutMs)}: a step waits no longer for reads to show what was written`,
    );
  if (patienceMs !== undefined && attemptMs !== undefined && patienceMs < attemptMs)
    report(
      ['ONBOARDING_STEP_PATIENCE', 'ONBOARDING_ATTEMPT_TIMEOUT'],
      `a step must be patient for longer than one attempt of it takes; set ONBOARDING_STEP_PATIENCE to at least ${inSeconds(attemptMs)}, or lower ONBOARDING_ATTEMPT_TIMEOUT`,
    );
  return mistakes;
}

/** As the settings themselves are written. */
function inSeconds(ms: number): string {
  return `${ms / 1_000}s`;
}
