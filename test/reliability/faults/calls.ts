import type { OutgoingRequest } from '../shared-worker.ts';

/** A place in the code that calls Vultr: a row of the matrix. */
export type CallSite = {
  /** Temporal's name of the activity. */
  readonly activity: string;
  /** The simulator's name of the operation in its ledger. */
  readonly operation: string;
  /** Whether it reads back what the same attempt has written. */
  readonly readBack: boolean;
};

export function isWrite({ operation }: CallSite): boolean {
  return !operation.startsWith('GET ');
}

export function nameOf({ activity, operation, readBack }: CallSite): string {
  return `${activity}: ${operation}${readBack ? ' (read back)' : ''}`;
}

/** The name of its row on the page. */
export function rowName({ activity, operation, readBack }: CallSite): string {
  return `${activity}: \`${operation}\`${readBack ? ', read back' : ''}`;
}

/** Returns a function that maps requests to call sites. A read after a write of the same attempt is a read-back. */
export function createCallSites(): (request: OutgoingRequest) => CallSite {
  const attemptsWithWrites = new Set<string>();
  return ({ activity, attemptKey, method, path }) => {
    const site = { activity, operation: operationOf(method, path), readBack: false };
    if (isWrite(site)) attemptsWithWrites.add(attemptKey);
    else if (attemptsWithWrites.has(attemptKey)) return { ...site, readBack: true };
    return site;
  };
}

/** Returns the request with placeholders for its IDs, and for the token of a session. */
function operationOf(method: string, path: string): string {
  const withoutIds = path.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '{id}');
  return `${method} ${withoutIds.replace(/session-[0-9a-f]{32}/, '{token}')}`;
}
