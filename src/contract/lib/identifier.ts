import { z } from 'zod';
import { singleLine } from './single-line.ts';

/** The ID of something in the caller's system. A number is read as its digits; one that JSON cannot hold exactly has none. */
export function identifier(maxLength: number) {
  return z
    .preprocess((value, context) => {
      if (typeof value !== 'number') return value;
      if (Number.isSafeInteger(value)) return String(value);
      const message = `must be a string, or a whole number of at most ${Number.MAX_SAFE_INTEGER}`;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }, singleLine(maxLength))
    .meta({
      type: ['string', 'number'],
      multipleOf: 1,
      minimum: Number.MIN_SAFE_INTEGER,
      maximum: Number.MAX_SAFE_INTEGER,
    });
}
