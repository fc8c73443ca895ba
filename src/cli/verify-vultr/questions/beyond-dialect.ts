import { plural } from '../../../contract/lib/plural.ts';
import { type Answer, isUnseen, moot, other, remedies, seen, unseen } from '../answer.ts';
import { rowsOf, totalOf } from '../raw-response.ts';
import { countedLists, type ListRead, type Observed } from '../read-organization.ts';
import { agreed, tally } from './agreement.ts';

/** A question that is no option of the dialect. */
export type OtherQuestion = {
  /** What the service and the simulator assume. */
  readonly assumed: string;
  readonly answer: (observed: Observed) => Answer<string>;
};

/** The open questions that the simulator has no option for, by name. */
export const otherQuestions = {
  "the service's client": {
    assumed: 'decodes everything',
    answer({ undecoded }) {
      if (undecoded.length === 0) return seen('decodes everything', 'every response');
      return other(`cannot decode ${undecoded.length}`, undecoded.map(({ message }) => message).join('; '));
    },
  },

  'meta.total, per_page=1': {
    assumed: 'rows of the list',
    answer(observed) {
      const lists = longLists(observed);
      if (lists.length === 0) return unseen('No list has two rows', remedies.rows);
      const totals = lists.flatMap(({ onePerPage, pages: [page] }) => {
        const [total, whole] = [onePerPage && totalOf(onePerPage), page && totalOf(page)];
        return total === undefined ? [] : [total === whole ? 'rows of the list' : 'rows of the page'];
      });
      return totals.length === 0
        ? moot('lists have no total')
        : agreed(totals, `in ${plural(totals.length, 'list')}`);
    },
  },

  per_page: {
    assumed: 'obeyed',
    answer(observed) {
      const forms = longLists(observed).flatMap(({ onePerPage }) =>
        onePerPage === undefined ? [] : [rowsOf(onePerPage).length === 1 ? 'obeyed' : 'ignored'],
      );
      if (forms.length === 0) return unseen('No list has two rows', remedies.rows);
      return agreed(forms, `per_page=1 in ${plural(forms.length, 'list')}`);
    },
  },

  'meta.total on sending': {
    assumed: 'invitations +1',
    answer: () => unseen('Only a write shows it', remedies.walk),
  },

  'meta.total on accepting': {
    assumed: 'users +1',
    answer: () => unseen('Only a write shows it', remedies.walk),
  },

  'rate-limit headers': {
    assumed: 'none',
    answer({ responses }) {
      const names = responses.flatMap(({ headers }) => [...headers.keys()].filter(isAboutRate));
      if (names.length === 0) return seen('none', 'in no response');
      const last = responses.at(-1)?.headers;
      const values = [...new Set(names)].map((name) => `${name}: ${last?.get(name) ?? 'sometimes'}`);
      return seen([...new Set(names)].join(', '), values.join(', '));
    },
  },

  invite_status: {
    assumed: 'Pending, Accepted',
    answer({ invitations }) {
      if (isUnseen(invitations)) return invitations;
      const texts = invitations.items.map(({ statusText }) => statusText);
      if (texts.length === 0) return unseen('There is no invitation in the list', remedies.walk);
      const unknown = [...new Set(texts)].filter((text) => text !== 'Pending' && text !== 'Accepted');
      return seen(unknown.length === 0 ? 'Pending, Accepted' : `also ${unknown.join(', ')}`, tally(texts));
    },
  },

  'status, status_full': {
    assumed: 'absent',
    answer({ invitations }) {
      if (isUnseen(invitations)) return invitations;
      const { rows } = invitations;
      if (rows.length === 0) return unseen('There is no invitation in the list', remedies.walk);
      const present = ['status', 'status_full'].filter((key) => rows.some((row) => key in row));
      return seen(
        present.length === 0 ? 'absent' : present.join(', '),
        `in ${plural(rows.length, 'invitation')}`,
      );
    },
  },
} satisfies Record<string, OtherQuestion>;

function isAboutRate(header: string): boolean {
  return /rate-?limit/i.test(header);
}

/** Those in which one row is not all rows. */
function longLists(observed: Observed): ListRead<unknown>[] {
  return countedLists(observed).filter(({ rows }) => rows.length > 1);
}
