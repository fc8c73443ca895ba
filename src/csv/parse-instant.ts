import { StartError } from '../contract/lib/start-error.ts';
import type { OptionWords } from './option-words.ts';
import { type DateOrder, parseDate } from './parse-date.ts';

/** A time of day, and its offset from UTC: `18:00:00` and `+02:00`. */
export type TimeOfDay = { readonly time: string; readonly offset: string };

const withTime =
  /^(.+?)(?:T|,? )(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?: ?([ap])\.?m\.?)?(?: ?(Z|[+-]\d{2}:\d{2}))?$/i;

/** Parses `18:00+02:00`. Throws `StartError`. */
export function parseTimeOfDay(text: string | undefined, words: OptionWords): TimeOfDay | undefined {
  if (text === undefined) return undefined;
  const [, day, hour, minute, second, , offset] = withTime.exec(`day ${text}`) ?? [];
  const time = toTime(hour, minute, second, undefined);
  if (day !== 'day' || time === undefined || offset === undefined)
    throw new StartError(`${words.name('at')} must be a time with its offset from UTC, such as 18:00+02:00`);
  return { time, offset: offset.toUpperCase() };
}

/**
 * Returns the instant in RFC 3339, or why it cannot be read. Spreadsheets write no time zone, and often no time: `at` says
 * both for such values. A midnight without an offset is a date, as in a spreadsheet.
 */
export function parseInstant(
  text: string,
  order: DateOrder | undefined,
  at: TimeOfDay | undefined,
  words: OptionWords,
): { readonly instant: string } | { readonly mistake: string } {
  const [, day = text, hour, minute, second, half, offset] = withTime.exec(text) ?? [];
  const parsed = parseDate(day, order, words);
  if ('mistake' in parsed) return parsed;
  const { date } = parsed;
  const time = hour === undefined ? undefined : toTime(hour, minute, second, half);
  if (hour !== undefined && time === undefined) return { mistake: 'has a time that does not exist' };
  if (time !== undefined && offset !== undefined)
    return { instant: `${date}T${time}${offset.toUpperCase()}` };
  const isDateOnly = time === undefined || time === '00:00:00';
  if (at !== undefined) return { instant: `${date}T${isDateOnly ? at.time : time}${at.offset}` };
  const missing = isDateOnly ? 'a time and its offset from UTC' : 'an offset from UTC';
  const example = `${date}T${isDateOnly ? '18:00:00' : time}+02:00`;
  return { mistake: `needs ${missing}: write ${example}, or ${words.set('at', '18:00+02:00')}` };
}

/** Returns `undefined` if the time does not exist. */
function toTime(hour = '', minute = '', second = '00', half: string | undefined): string | undefined {
  const shown = Number(hour);
  if (half !== undefined && (shown < 1 || shown > 12)) return undefined;
  const hours = half === undefined ? shown : (shown % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  if (hour === '' || hours > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return `${String(hours).padStart(2, '0')}:${minute}:${second}`;
}
