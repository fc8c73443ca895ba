import { z } from 'zod';
import { HttpError } from '../vultr/call.ts';

/** What a control route was given. It is no part of Vultr, so a refusal says all that is wrong, and where. */
export function parseControl<T>(schema: z.ZodType<T>, given: unknown): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new HttpError(400, z.prettifyError(parsed.error));
}
