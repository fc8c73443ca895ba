import { z } from 'zod';

/**
 * Control and format characters do not belong in a name, and they can falsify how a log line or an email reads. Half a
 * surrogate pair is not a character, and names with different halves would be the same name in UTF-8.
 */
export const unsafeCharacters = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** One line of text as people write it, trimmed and in Unicode NFC. */
export function singleLine(maxLength: number) {
  return z
    .string()
    .max(maxLength, `must have at most ${maxLength} characters`)
    .refine((text) => !unsafeCharacters.test(text), 'must not contain control or invisible characters')
    .transform((text) => text.trim().normalize('NFC'))
    .refine((text) => text.length > 0, 'must not be empty');
}
