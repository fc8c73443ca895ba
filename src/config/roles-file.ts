import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Role } from '../contract/config/roles.ts';
import { parseRoles } from './parse-roles.ts';

/** The roles file, read once; `processes/watch-roles.ts` reads it again. */
export type RolesFile = { readonly file: string; readonly roles: readonly Role[] };

/** The path of a readable roles file. */
export const rolesFile = z.string().transform((file, context): RolesFile => {
  const parsed = readAndParse(file);
  if ('value' in parsed) return { file, roles: parsed.value };
  for (const mistake of parsed.mistakes) context.addIssue(mistake);
  return z.NEVER;
});

function readAndParse(file: string): ReturnType<typeof parseRoles> {
  try {
    return parseRoles(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return { mistakes: [`must be the path of a readable file; cannot read ${file} (${reason})`] };
  }
}
