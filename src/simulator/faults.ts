import { matchesGlob } from 'node:path';
import { z } from 'zod';

const when = (defaultValue: 'before' | 'after') =>
  z
    .enum(['before', 'after'])
    .default(defaultValue)
    .describe('Whether the request is carried out first (`after`) or not at all (`before`)');

const match = z
  .strictObject({
    method: z.string().toUpperCase().optional(),
    /** A glob (`*` matches one segment, `**` any number) or, if it begins with `^`, a regular expression. */
    path: z.string().optional().refine(isValidPattern, 'is not a regular expression'),
  })
  .default({});

const common = {
  match,
  times: z.int().positive().default(1),
  skip: z.int().nonnegative().default(0),
  share: z.number().positive().max(1).default(1),
};

/**
 * The body of `POST /__sim/faults`. `skip` is the number of matching requests that pass before the first one is hit.
 * `share` is the probability with which a request matches.
 */
export const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...common, kind: z.literal('error-before') }),
  z.strictObject({ ...common, kind: z.literal('error-after') }),
  z.strictObject({ ...common, kind: z.literal('drop-before') }),
  z.strictObject({ ...common, kind: z.literal('drop-after') }),
  z.strictObject({ ...common, kind: z.literal('html-504'), when: when('before') }),
  z.strictObject({ ...common, kind: z.literal('slow'), when: when('after'), delayMs: z.int().nonnegative() }),
  z.strictObject({ ...common, kind: z.literal('rate-limited'), retryAfter: z.string().optional() }),
  z.strictObject({ ...common, kind: z.literal('garbage'), when: when('after') }),
  z.strictObject({
    ...common,
    kind: z.literal('status'),
    when: when('before'),
    status: z.int().min(200).max(599),
    body: z.unknown(),
  }),
]);

export type Fault = z.infer<typeof faultSchema>;
export type FaultState = Fault & { readonly id: number; readonly hits: number };

export type Faults = {
  add(fault: Fault): FaultState;
  /** The faults that are not used up, in the order in which they were added. */
  list(): readonly FaultState[];
  clear(): void;
  /** Returns the oldest matching fault whose share includes the request, and counts one use of it. */
  take(method: string, path: string): Fault | undefined;
};

/** `random` returns a number from 0 to 1, without 1. */
export function createFaults(random: () => number = Math.random): Faults {
  let faults: FaultState[] = [];
  let lastId = 0;
  return {
    add(fault) {
      const added = { ...fault, id: (lastId += 1), hits: 0 };
      faults.push(added);
      return added;
    },
    list: () => faults,
    clear() {
      faults = [];
    },
    take(method, path) {
      const index = faults.findIndex((fault) => matches(fault, method, path) && random() < fault.share);
      const fault = faults[index];
      if (fault === undefined) return undefined;
      const used = { ...fault, hits: fault.hits + 1 };
      if (used.hits >= fault.skip + fault.times) faults.splice(index, 1);
      else faults[index] = used;
      return used.hits > fault.skip ? fault : undefined;
    },
  };
}

export function isValidPattern(path: string | undefined): boolean {
  if (!path?.startsWith('^')) return true;
  try {
    return new RegExp(path) instanceof RegExp;
  } catch {
    return false;
  }
}

/** Whether the path matches a glob or regular expression. Faults and the ledger's filter use it. */
export function matchesPath(pattern: string | undefined, path: string): boolean {
  if (pattern === undefined) return true;
  return pattern.startsWith('^') ? new RegExp(pattern).test(path) : matchesGlob(path, pattern);
}

function matches({ match: pattern }: Fault, method: string, path: string): boolean {
  return (pattern.method === undefined || pattern.method === method) && matchesPath(pattern.path, path);
}
