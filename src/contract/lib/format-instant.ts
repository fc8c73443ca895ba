/** `2026-06-29 09:00:00 UTC`: an instant as people read it. */
export function formatInstant(instant: string): string {
  return `${instant.slice(0, 19).replace('T', ' ')} UTC`;
}

/** `2026-06-29 09:00 UTC`: an instant to the minute. */
export function formatMinute(instant: string): string {
  return `${instant.slice(0, 16).replace('T', ' ')} UTC`;
}
