/** ISO 8601 in UTC with milliseconds: what the simulator's own side says, whatever the dialect. */
export function formatInstant(instant: number): string {
  return new Date(instant).toISOString();
}

/** "2 d 4 h", "45 s": at most two units, rounded down. */
export function formatSpan(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1_000);
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first === -1) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}

/** "2026-01-01 12:00:00" of an ISO 8601 text. */
export function secondOf(instant: string): string {
  return instant.slice(0, 19).replace('T', ' ');
}
