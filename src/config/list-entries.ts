/** Splits a list of keys, separated by commas or line breaks. A line that starts with # is a comment. */
export function entriesOf(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => !line.trim().startsWith('#'))
    .flatMap((line) => line.split(','))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
