/** The time of the workflow task as RFC 3339, UTC. In the sandbox, `Date.now()` is deterministic. */
export function nowIso(): string {
  return new Date(Date.now()).toISOString();
}
