import { unsafeCharacters } from '../contract/lib/unsafe-characters.ts';

const maxLength = 60;
const everyUnsafeCharacter = new RegExp(unsafeCharacters, 'gu');

/** A value of the file in quotes, shortened, with control and invisible characters as escapes that a terminal can show. */
export function quoteValue(value: string): string {
  const characters = Array.from(value);
  const visible = characters.slice(0, maxLength).join('').replaceAll(everyUnsafeCharacter, escapeCharacter);
  return `"${visible}${characters.length > maxLength ? '…' : ''}"`;
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
