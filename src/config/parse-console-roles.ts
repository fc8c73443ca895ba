import { z } from 'zod';
import type { Scope } from '../contract/config/api-key.ts';
import { parseJson } from '../contract/config/parse-json.ts';

/** What people can do in the console; `decode` is for Temporal's UI, and `provision` for identity providers. */
const consoleScopes = ['read', 'write', 'offboard', 'operate', 'release'] as const satisfies readonly Scope[];

const granted = z
  .array(z.enum(consoleScopes, `must be one of ${consoleScopes.join(', ')}`), 'must be an array of scopes')
  .refine((scopes) => scopes.includes('read'), 'must include read, without which no page opens');

const consoleRoles = z
  .record(z.string(), granted, 'must be a JSON object such as {"vultr-operators":["read","operate"]}')
  .refine((roles) => Object.keys(roles).length > 0, 'must map at least one value, or nobody could sign in');

/** The scopes of each value of a claim. */
export type ConsoleRoles = z.infer<typeof consoleRoles>;

/** Parses `{"vultr-operators":["read","operate"]}`. */
export function parseConsoleRoles(text: string): { value: ConsoleRoles } | { mistakes: readonly string[] } {
  const { value, repeated } = parseJson(text);
  if (repeated !== undefined)
    return { mistakes: [`${JSON.stringify(repeated.at(-1))} must be given only once`] };
  const result = consoleRoles.safeParse(value);
  if (result.success) return { value: result.data };
  return {
    mistakes: result.error.issues.map(({ path, message }) =>
      path[0] === undefined ? message : `${JSON.stringify(path[0])} ${message}`,
    ),
  };
}
