/** The same instant in UTC, as views show it: RFC 3339 with milliseconds. */
export function canonicalInstant(instant: string): string {
  return new Date(instant).toISOString();
}

/** The instant in UTC if it is still to come. One that has passed means now, so it is left out. */
export function ifToCome(instant: string | undefined, nowMs: number): string | undefined {
  return instant !== undefined && Date.parse(instant) > nowMs ? canonicalInstant(instant) : undefined;
}
