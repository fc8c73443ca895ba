import { z } from 'zod';
import { hasUnsafeCharacters } from './unsafe-characters.ts';

/**
 * One line of text as people write it, in Unicode NFC, trimmed, and with one plain space for each run of spaces of any
 * kind: a name pasted from a web page or typed with a Japanese keyboard is the same name.
 */
export function singleLine(maxLength: number) {
  return z
    .string()
    .max(maxLength, `must have at most ${maxLength} characters`)
    .min(1, 'must not be empty')
    .refine((text) => !hasUnsafeCharacters(text), 'must not contain control or invisible characters')
    .transform(normalizeSpaces)
    .refine((text) => text.length > 0, 'must not be empty');
}

function normalizeSpaces(text: string): string {
  return text
    .replaceAll(/\p{Zs}+/gu, ' ')
    .trim()
    .normalize('NFC');
}
