/** The entries of a list of keys: comma-separated, or one a line. A line that begins with # is a remark. */
export function entriesOf(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => !line.trim().startsWith('#'))
    .flatMap((line) => line.split(','))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
