import { createHash } from 'node:crypto';
import { type AnyPlan, planLosses, planReason, planWarnings } from './plans.ts';

/** What a row requests, as `contentOf` of its subject returns it, and what would happen. */
export type PlannedContent = { readonly content: string; readonly item: AnyPlan };

/**
 * A digest of rows and of all that the plan says about them, and of `notes` about all of them. It differs if a row, the
 * order, or anything that a person has read in the plan differs, so a start that is bound to it does what that person has
 * seen.
 */
export function planDigest(planned: readonly PlannedContent[], notes: readonly string[] = []): string {
  const rows = planned.map(({ content, item }) => [
    content,
    item.plan,
    'id' in item ? item.id : null,
    planReason(item) ?? null,
    planWarnings(item),
    planLosses(item) ?? null,
  ]);
  return createHash('sha256')
    .update(JSON.stringify([rows, notes]))
    .digest('base64url');
}
