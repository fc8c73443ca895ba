import { rolesOf, type OnboardingRequest } from '../../contract/api/onboarding-request.ts';
import { defined } from '../../contract/lib/optional.ts';
import type { HireColumn } from '../../csv/hire-columns.ts';
import { hires } from '../../csv/hires.ts';
import { planHeadings } from '../../csv/plans.ts';
import type { Onboardings } from '../../onboardings/onboardings.ts';
import { importPath } from '../paths.ts';
import type { ImportKind } from './kinds.ts';

/** Hires people from a file, or moves them. The key of the import is the `Idempotency-Key` of its requests. */
export function createHireKind({
  plan,
  start,
  list,
}: Pick<Onboardings, 'plan' | 'start' | 'list'>): ImportKind<HireColumn, OnboardingRequest> {
  return {
    subject: hires,
    path: importPath,
    scope: 'write',
    title: 'Import hires',
    flow: 'onboarding',
    example: `email,firstName,lastName,group,policies
grace@example.com,Grace,Hopper,Developers,Provisioning`,
    textOptions: ['roles', 'group', 'policies'],
    headings: planHeadings,
    change: {
      heading: 'Access',
      of: (hire) => ({
        text: hire.group?.name ?? rolesOf(hire).join(', '),
        ...defined({ note: hire.policies?.join(', ') }),
      }),
    },
    plan: async (requests) => ({ items: await plan(requests), notes: [] }),
    start: (request, { name, key }) => start(request, { name, idempotencyKey: key }),
    list: ({ key, ...page }) => list({ idempotencyKey: key, ...page }),
  };
}
