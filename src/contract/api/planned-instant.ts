import { z } from 'zod';
import { blankText } from '../lib/optional-field.ts';

const maxDaysAhead = 366;
const dayMs = 24 * 60 * 60_000;

/** An instant for which something is planned. One that has passed means now; one that is far away is a mistake. */
export const plannedInstant = z.iso
  .datetime({
    offset: true,
    error: 'must be a date and time with a time zone, such as 2026-07-01T07:00:00Z',
  })
  .refine(
    (instant) => Date.parse(instant) - Date.now() <= maxDaysAhead * dayMs,
    `must be at most ${maxDaysAhead} days ahead`,
  );

/** What `optionalField` accepts of it, for the JSON schema. */
export const plannedInstantSchema = {
  format: undefined,
  anyOf: [{ format: 'date-time' }, { pattern: blankText }],
};
