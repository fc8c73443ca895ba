import type { Passing } from '../shared-worker.ts';

/** A place in the code from which Vultr is called: a row of the matrix. */
export type CallSite = {
  /** The activity, by Temporal's name. */
  readonly activity: string;
  /** As the simulator's ledger names it. */
  readonly operation: string;
  /** A look at what the attempt has written, where it looked before. */
  readonly readBack: boolean;
};

export function isWrite({ operation }: CallSite): boolean {
  return !operation.startsWith('GET ');
}

export function nameOf({ activity, operation, readBack }: CallSite): string {
  return `${activity}: ${operation}${readBack ? ' (read back)' : ''}`;
}

/** Finds out where a request comes from: what follows a write in the same attempt reads it back. */
export function createCallSites(): (request: Passing) => CallSite {
  const wrote = new Set<string>();
  return ({ activity, attemptKey, method, path }) => {
    const site = { activity, operation: operationOf(method, path), readBack: false };
    if (isWrite(site)) wrote.add(attemptKey);
    else if (wrote.has(attemptKey)) return { ...site, readBack: true };
    return site;
  };
}

/** The request with its ids left out. */
function operationOf(method: string, path: string): string {
  return `${method} ${path.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '{id}')}`;
}
