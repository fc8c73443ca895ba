import { formatDuration } from '../../contract/lib/duration.ts';

export function ago(instant: string, nowMs: number): string {
  return `${formatDuration(nowMs - Date.parse(instant))} ago`;
}

/** `2026-06-29 09:00 UTC`. */
export function readable(instant: string): string {
  return `${instant.slice(0, 16).replace('T', ' ')} UTC`;
}

/** The end of a sentence: with what a person gave as the reason, if they gave one. */
export function because(reason: string | undefined): string {
  return reason === undefined ? '.' : `: ${sentence(reason)}`;
}

export function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
