/**
 * Control and format characters, line and paragraph separators, and halves of a surrogate pair. In a name they can
 * falsify how a log line or an email reads. Half a surrogate pair is not a character, and names with different halves
 * would be the same name in UTF-8.
 */
export const unsafeCharacters = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Letters that look like nothing: fillers, a joiner of graphemes, and an empty Braille pattern. */
const blankLetters = /\u034f|\u115f|\u1160|\u17b4|\u17b5|\u2800|\u3164|\uffa0/u;

/**
 * U+200C and U+200D belong to the spelling of Persian, Hindi, Sinhala and other languages: between two letters, and at
 * the end of a word after a sign of its own script, as in older Malayalam.
 */
const spellingJoiners =
  /(?<=[\p{L}\p{M}])[\u200c\u200d](?=[\p{L}\p{M}])|(?<=[^\P{M}\p{Script=Inherited}])[\u200c\u200d]/gu;

/** Whether the text contains characters that a reader cannot see and that do not belong to its spelling. */
export function hasUnsafeCharacters(text: string): boolean {
  return unsafeCharacters.test(text.replaceAll(spellingJoiners, '')) || blankLetters.test(text);
}
