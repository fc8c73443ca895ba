import { plural } from '../../../contract/lib/plural.ts';
import type { Dialect } from '../../../simulator/dialect.ts';
import type { JsonObject } from '../../../vultr/decode.ts';
import { type Answer, isUnseen, other, remedies, unseen } from '../answer.ts';
import type { Observed } from '../read-organization.ts';
import { agreed } from './agreement.ts';

export const dateQuestions = {
  dates(observed: Observed): Answer<Dialect['dates']> {
    const lists = [observed.invitations, observed.users, observed.groups, observed.policies];
    const texts = [...lists, observed.organizations].flatMap((list) =>
      isUnseen(list) ? [] : list.rows.flatMap(datesIn),
    );
    if (texts.length === 0) return unseen('No row has a date', remedies.walk);
    const patterns = texts.map(patternOf);
    const forms = patterns.map((pattern) => dateForms.find(([form]) => form.test(pattern))?.[1]);
    const known = forms.filter((form) => form !== undefined);
    const distinct = [...new Set(patterns)].join(', ');
    if (known.length < forms.length) return other('another form', distinct);
    return agreed(known, `${distinct} in ${plural(texts.length, 'date')}`);
  },
};

const dateKey = /^date_|_date$|_on$|_activity$/;

function datesIn(row: JsonObject): string[] {
  return Object.entries(row).flatMap(([key, value]) =>
    dateKey.test(key) && typeof value === 'string' && value !== '' ? [value] : [],
  );
}

/** The form of a date without its value: `YYYY-MM-DDThh:mm:ss+00:00`. */
function patternOf(text: string): string {
  return text
    .replace(/^\d{4}-\d\d-\d\d/, 'YYYY-MM-DD')
    .replace(/\d\d:\d\d:\d\d/, 'hh:mm:ss')
    .replace(/\.\d+/, '.sss');
}

const dateForms: readonly (readonly [RegExp, Dialect['dates']])[] = [
  [/^YYYY-MM-DDThh:mm:ss(\.sss)?(Z|[+-]\d\d:\d\d)$/, 'iso'],
  [/^YYYY-MM-DD hh:mm:ss$/, 'plain'],
];
