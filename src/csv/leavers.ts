import { offboardingContent, type OffboardingRequest } from '../contract/api/offboarding-request.ts';
import { type LeaverColumn, leaverColumns } from './leaver-columns.ts';
import type { Subject } from './subject.ts';
import { toLeaver } from './to-leaver.ts';

/** A file of people who leave. */
export const leavers: Subject<LeaverColumn, OffboardingRequest> = {
  ...leaverColumns,
  noun: 'leaver',
  idColumn: 'offboardingId',
  needs: 'email and reason are required',
  advice: ({ set }) => `For all rows without a reason, ${set('reason', 'TEXT')}.`,
  isRequired: (column) => column === 'email' || column === 'reason',
  isMeant: () => true,
  toRequest: toLeaver,
  contentOf: offboardingContent,
  fieldsOf(leaver) {
    const { email: _, ...fields } = leaver;
    return fields;
  },
};
