import type { OptionWords, ReadOptionName } from '../../csv/option-words.ts';

/** The fields of the form for the options of an import, with their labels. */
export const optionFields = {
  reason: 'Reason of rows that have none',
  roles: 'Roles of rows that have none',
  group: 'Group of rows that have none',
  policies: 'Policies of rows that have none',
  columns: 'Columns',
  dates: 'Dates',
  at: 'Time of dates without one',
  encoding: 'Encoding',
} as const;

export type OptionField = keyof typeof optionFields;

/** What a person has entered, as text; an empty text is not given. */
export type OptionTexts = Readonly<Record<OptionField, string>>;

/** Encodings that a file may have, for the choice in the form. Without one the file says it itself, or it is UTF-8. */
export const encodings: readonly string[] = [
  'windows-1252',
  'utf-16le',
  'windows-1250',
  'iso-8859-15',
  'macintosh',
  'shift_jis',
];

/** Messages about a file name the fields of the form instead of arguments. */
export const fieldWords: OptionWords = {
  name: (option) => `“${labelOf(option)}”`,
  set: (option, value) => `set “${labelOf(option)}” to ${value}`,
};

function labelOf(option: ReadOptionName): string {
  return optionFields[option === 'column' ? 'columns' : option];
}
