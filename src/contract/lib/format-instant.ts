/** Formats an ISO 8601 instant for people, in UTC with seconds: `2026-06-29 09:00:00 UTC`. */
export function formatInstant(instant: string): string {
  return `${instant.slice(0, 19).replace('T', ' ')} UTC`;
}

/** Formats an ISO 8601 instant for people, in UTC to the minute: `2026-06-29 09:00 UTC`. */
export function formatMinute(instant: string): string {
  return `${instant.slice(0, 16).replace('T', ' ')} UTC`;
}
