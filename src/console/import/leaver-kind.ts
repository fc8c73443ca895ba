import type { OffboardingRequest } from '../../contract/api/offboarding-request.ts';
import { brakeNote } from '../../csv/brake-note.ts';
import type { LeaverColumn } from '../../csv/leaver-columns.ts';
import { leavers } from '../../csv/leavers.ts';
import { departureHeadings, planLosses } from '../../csv/plans.ts';
import type { Offboardings } from '../../offboardings/offboardings.ts';
import { leaversPath } from '../paths.ts';
import type { ImportKind } from './kinds.ts';

/**
 * Offboards people from a file. The key of the import is no `Idempotency-Key`: with one, the same file would order a
 * departure again that was called off.
 */
export function createLeaverKind({
  plan,
  order,
  list,
}: Pick<Offboardings, 'plan' | 'order' | 'list'>): ImportKind<LeaverColumn, OffboardingRequest> {
  return {
    subject: leavers,
    path: leaversPath,
    scope: 'offboard',
    title: 'Import leavers',
    flow: 'offboarding',
    example: `email,reason,effectiveAt
grace@example.com,Last working day,2026-12-31T18:00:00+01:00`,
    textOptions: ['reason'],
    headings: departureHeadings,
    change: {
      heading: 'Loses',
      of: ({ reason, effectiveAt }, item) => ({
        text: planLosses(item) ?? '',
        note: effectiveAt === undefined ? reason : `${reason}, ${effectiveAt}`,
      }),
    },
    async plan(requests) {
      const { items, brake } = await plan(requests);
      const note = brakeNote([brake]);
      return { items, notes: note === undefined ? [] : [note] };
    },
    start: (request, { name, key, people }) => order(request, { name, listKey: key, batchSize: people }),
    list: ({ key, ...page }) => list({ idempotencyKey: key, ...page }),
  };
}
