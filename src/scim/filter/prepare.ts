import { callerMistake } from '../error.ts';

/** Longer than any client writes. The parser and the evaluation of a filter take time that grows with it. */
const maxCharacters = 4_000;

/** A filter as the parser reads it: each text is replaced by its number. */
export type PreparedFilter = { readonly text: string; readonly literals: readonly string[] };

/**
 * Prepares a filter for the parser, which treats a backslash in a text otherwise than JSON does, refuses a bare word as a
 * value, and `True` as well, and reads `emails[type eq "work"].value eq "a"` as two conditions that different emails may meet.
 */
export function prepareFilter(filter: string): PreparedFilter {
  if (filter.length > maxCharacters)
    throw callerMistake('invalidFilter', `A filter may have at most ${maxCharacters} characters.`);
  const literals: string[] = [];
  const placeholder = (text: string) => `"${literals.push(text) - 1}"`;
  const text = filter
    .replaceAll(/"((?:[^"\\]|\\.)*)"/gs, (quoted, content: string) => placeholder(parseText(quoted, content)))
    .replaceAll(keyword, (word) => word.toLowerCase())
    .replaceAll(bareWord, (_, before: string, word: string) => `${before}${placeholder(word)}`)
    .replaceAll(afterBrackets, '[($1) and $2]');
  return { text, literals };
}

/** The parser knows these values in lower case only. */
const keyword = /(?<=\b(?:eq|ne|co|sw|ew|gt|ge|lt|le)\s+)(?:true|false|null)(?=[\s)\]]|$)/gi;

/** A value without quotes, as some clients send it. `true`, `false`, `null` and numbers are values as they are. */
const bareWord =
  /(\b(?:eq|ne|co|sw|ew|gt|ge|lt|le)\s+)(?!(?:true|false|null|-?\d+(?:\.\d+)?)(?=[\s)\]]|$))([^\s"()[\]]+)/gi;

/** A condition on a part of the values that the brackets select: it belongs inside the brackets. */
const afterBrackets = /\[([^[\]]*)\]\.(\w+\s+(?:pr\b|\w\w\s+[^\s()[\]]+))/gi;

/** A text is JSON (RFC 7644 §3.4.2.2). One that is not, such as `"corp\user"`, is taken as it is. */
function parseText(quoted: string, content: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return content;
  }
}
