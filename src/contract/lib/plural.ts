/** `1 hire`, `2 hires`; `1 person`, `2 people`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}
