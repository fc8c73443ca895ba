import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import type { CaseVultr } from './case-vultr.ts';
import { describeSurplus } from './emails.ts';

/** Expects one group, one attachment, one membership with evidence, and no email without a reason. */
export async function findGrantViolations(
  vultr: CaseVultr,
  ended: OnboardingView | undefined,
  hiredAgain = 0,
): Promise<string[]> {
  const found: string[] = [];
  for (const [name, count] of Object.entries(await vultr.effects())) {
    if (count > 1 || (ended !== undefined && count !== 1)) found.push(`${count} ${name}`);
  }
  found.push(...describeSurplus(await vultr.emails(), hiredAgain));
  if (ended !== undefined && ended.evidence?.checks.every(({ passed }) => passed) !== true)
    found.push('completed without evidence');
  return found;
}

/** Expects as many emails, and members of the organization, once the last onboarding has ended. */
export async function findCountViolations(
  vultr: CaseVultr,
  expected: { readonly emails: number; readonly users: number },
): Promise<string[]> {
  const emails = (await vultr.emails()).length;
  const { users = 0 } = await vultr.counts();
  return [
    ...(emails === expected.emails ? [] : [`${emails} emails instead of ${expected.emails}`]),
    ...(users === expected.users ? [] : [`${users} users instead of ${expected.users}`]),
  ];
}
