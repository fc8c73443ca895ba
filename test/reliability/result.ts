import { defined } from '../../src/contract/lib/optional.ts';
import type { CaseVultr } from './case-vultr.ts';
import type { Ending } from './drive-run.ts';
import { hasReason } from './emails.ts';
import type { Scenario } from './scenario.ts';

/** The result of a case. A case with a violation has failed. */
export type Result = {
  readonly ended: boolean;
  /** The code with which the onboarding needed attention before its one `retry`. */
  readonly attentionCode?: string;
  readonly emails: number;
  /** The number of emails that had a reason. */
  readonly emailsWithReason: number;
  readonly violations: readonly string[];
};

/** Runs the case and compares the outcome with what must hold. Never throws. */
export async function judge(
  scenario: Scenario,
  vultr: CaseVultr,
  run: () => Promise<Ending>,
): Promise<Result> {
  const violations: string[] = [];
  let ending: Ending | undefined;
  try {
    ending = await run();
    violations.push(...ending.violations);
    const { attentionCode } = ending;
    if (attentionCode !== undefined) violations.push(`needed attention: ${attentionCode}`);
  } catch (error) {
    violations.push(error instanceof Error ? error.message : String(error));
  }
  violations.push(...(await scenario.findViolations(vultr, ending?.onboarding)));
  violations.push(...new Set(vultr.breaches()));
  const emails = await vultr.emails();
  return {
    ended: ending !== undefined,
    ...defined({ attentionCode: ending?.attentionCode }),
    emails: emails.length,
    emailsWithReason: Math.min(emails.length, emails.filter(hasReason).length + (scenario.hiredAgain ?? 0)),
    violations,
  };
}
