import { createHmac } from 'node:crypto';
import { canonicalEmail } from '../lib/email.ts';

/**
 * Workflow IDs are in plain text in Temporal's UI, logs and database, so they contain a keyed hash instead of a name.
 * With 128 bits of HMAC-SHA256 no two people share one, and a guessed email cannot be tested without the key.
 */
function keyedHash(key: string, ...parts: readonly string[]): string {
  return createHmac('sha256', key).update(parts.join('\u0000')).digest('hex').slice(0, 32);
}

/** Workflow ID of a person's onboarding. One person in one organization has one ID, so two can never be open at once. */
export function onboardingIdFor(key: string, organization: string, email: string): string {
  return `onboarding-${keyedHash(key, 'run', organization, canonicalEmail(email))}`;
}

/** Workflow ID of the writer of a group. Vultr compares names exactly, and so does this. */
export function groupWorkflowIdFor(key: string, organization: string, groupName: string): string {
  return `group-${keyedHash(key, 'group', organization, groupName)}`;
}

export const onboardingIdPattern = /^onboarding-[0-9a-f]{32}$/;
