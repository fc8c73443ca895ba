import type { Dialect } from '../../../simulator/dialect.ts';
import { type Answer, isUnseen, other, remedies, seen, unseen } from '../answer.ts';
import { keysOf } from '../raw-response.ts';
import type { Observed } from '../read-organization.ts';
import { plural } from '../../../contract/lib/plural.ts';
import { agreed, tally } from './agreement.ts';

/** What happens if something does not exist any more, never existed, or is requested too often. */
export const serviceQuestions = {
  errorBodies({ unknownGroup }: Observed): Answer<Dialect['errorBodies']> {
    const keys = unknownGroup === undefined ? [] : keysOf(unknownGroup);
    const evidence = `keys for an unknown group: ${keys.join(', ') || 'none'}`;
    if (!keys.includes('error')) return other('no error', evidence);
    if (keys.length === 1) return seen('text-only', evidence);
    return seen(keys.length === 2 && keys.includes('status') ? 'full' : 'extra-keys', evidence);
  },

  missing({ unknownGroup }: Observed): Answer<Dialect['missing']> {
    const status = String(unknownGroup?.status);
    const evidence = 'status for an unknown group';
    return status === '404' || status === '400' ? seen(status, evidence) : other(status, evidence);
  },

  deletedGroupsListed({ groups }: Observed): Answer<boolean> {
    if (isUnseen(groups)) return groups;
    const count = groups.items.filter(({ deleted }) => deleted).length;
    if (count > 0) return seen(true, `lists ${plural(count, 'deleted group')}`);
    return unseen('No group in the list is deleted', remedies.walk);
  },

  retryAfter({ responses }: Observed): Answer<Dialect['retryAfter']> {
    const forms = responses.filter(({ status }) => status === 429).map(({ headers }) => formOf(headers));
    if (forms.length === 0) return unseen('No request was rejected', remedies.rejected);
    return agreed(forms, tally(forms));
  },
};

function formOf(headers: Headers): Dialect['retryAfter'] {
  const value = headers.get('retry-after');
  if (value === null) return 'absent';
  return /^[\d.]+$/.test(value) ? 'seconds' : 'date';
}
