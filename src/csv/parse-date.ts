import type { OptionWords } from './option-words.ts';

/** How to read a date of three numbers that ends in the year. */
export type DateOrder = 'day-first' | 'month-first';
export const dateOrders: readonly DateOrder[] = ['day-first', 'month-first'];

const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?$/;
const numeric = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/;
const dayAndMonthName = /^(\d{1,2})(?:\. ?|[- ])([a-z]{3,9})\.?,?[- ](\d{4})$/i;
const monthNameAndDay = /^([a-z]{3,9})\.? (\d{1,2}),? (\d{4})$/i;
const months = ['january', 'february', 'march', 'april', 'may', 'june'].concat([
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]);

/**
 * Returns the date as YYYY-MM-DD, or why it cannot be read. The day comes first in dates with dots. In dates with slashes
 * or hyphens the order must be given unless only one order is possible.
 */
export function parseDate(
  text: string,
  order: DateOrder | undefined,
  words: OptionWords,
): { readonly date: string } | { readonly mistake: string } {
  const [, year, month, day] = iso.exec(text) ?? [];
  if (year !== undefined) return oneOf([toDate(year, month, day)], words);
  const [, first, separator, second, lastYear] = numeric.exec(text) ?? [];
  if (first !== undefined) {
    const dayFirst = toDate(lastYear, second, first);
    const monthFirst = toDate(lastYear, first, second);
    const known = order ?? (separator === '.' ? 'day-first' : undefined);
    if (known !== undefined) return oneOf([known === 'day-first' ? dayFirst : monthFirst], words);
    return oneOf([dayFirst, monthFirst], words);
  }
  const [, dayBefore, nameAfter, yearAfter] = dayAndMonthName.exec(text) ?? [];
  if (nameAfter !== undefined) return oneOf([toDate(yearAfter, monthOf(nameAfter), dayBefore)], words);
  const [, nameBefore, dayAfter, yearLast] = monthNameAndDay.exec(text) ?? [];
  if (nameBefore !== undefined) return oneOf([toDate(yearLast, monthOf(nameBefore), dayAfter)], words);
  return { mistake: 'must be a date as YYYY-MM-DD' };
}

function oneOf(candidates: readonly (string | undefined)[], words: OptionWords) {
  const dates = [...new Set(candidates.filter((date) => date !== undefined))];
  const [date, other] = dates;
  if (date === undefined) return { mistake: 'is not a date that exists; write YYYY-MM-DD' };
  if (other === undefined) return { date };
  return {
    mistake: `can be ${date} or ${other}; write YYYY-MM-DD, or ${words.set('dates', 'day-first')} (or month-first)`,
  };
}

/** Returns `undefined` if the date does not exist. */
function toDate(year = '', month = '', day = ''): string | undefined {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const instant = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(date) ? date : undefined;
}

/** The number of a month that has this English name or abbreviation. */
function monthOf(name: string): string | undefined {
  const index = months.findIndex(
    (month) =>
      month.startsWith(name.toLowerCase()) || (month === 'september' && name.toLowerCase() === 'sept'),
  );
  return index < 0 ? undefined : String(index + 1);
}
