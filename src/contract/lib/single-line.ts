import { z } from 'zod';

/**
 * Control and format characters have no place in a name and make a log or a mail lie; half a surrogate pair is no
 * character at all, and two names with different halves would be one name in UTF-8.
 */
const unsafeCharacters = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** One line of text as people write it, trimmed and in Unicode NFC. */
export function singleLine(maximum: number) {
  return z
    .string()
    .max(maximum, `must have at most ${maximum} characters`)
    .refine((text) => !unsafeCharacters.test(text), 'must not contain control or invisible characters')
    .transform((text) => text.trim().normalize('NFC'))
    .refine((text) => text.length > 0, 'must not be empty');
}
