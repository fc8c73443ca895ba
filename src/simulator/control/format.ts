/** ISO 8601 in UTC with milliseconds: what the simulator's own side says, whatever the dialect. */
export function formatInstant(instant: number): string {
  return new Date(instant).toISOString();
}

/** "2026-01-01 12:00:00" of an ISO 8601 text. */
export function secondOf(instant: string): string {
  return instant.slice(0, 19).replace('T', ' ');
}
