import { formatDuration } from '../../contract/lib/duration.ts';
import { formatMinute } from '../../contract/lib/format-instant.ts';
import { because, sentence } from '../../contract/lib/sentence.ts';

/** `2 d 4 h ago`. */
export function ago(instant: string, nowMs: number): string {
  return `${formatDuration(nowMs - Date.parse(instant))} ago`;
}

/** A sentence for a command: what it did, when, and the reason if the operator gave one. */
export function commandSentence(
  statement: string,
  { at, reason }: { readonly at: string; readonly reason?: string | undefined },
): string {
  return sentence(`${statement} (${formatMinute(at)})${because(reason)}`);
}
