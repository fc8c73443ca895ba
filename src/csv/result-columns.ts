import { normalizeName } from './column-names.ts';

/** The columns that the result file adds after the ID of what was started. They are ignored if that file is imported again. */
export const resultColumns = ['outcome', 'error'] as const;

/** The column of the ID, for each kind of file. */
export const idColumns = ['onboardingId', 'offboardingId'] as const;

const normalized: ReadonlySet<string> = new Set([...idColumns, ...resultColumns].map(normalizeName));

export function isResultColumn(name: string): boolean {
  return normalized.has(normalizeName(name));
}
