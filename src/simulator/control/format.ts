/** ISO 8601 in UTC with milliseconds: the format of the simulator's own API, whatever the dialect. */
export function formatInstant(instant: number): string {
  return new Date(instant).toISOString();
}

/** Shortens an ISO 8601 text to "2026-01-01 12:00:00". */
export function formatSecond(instant: string): string {
  return instant.slice(0, 19).replace('T', ' ');
}
