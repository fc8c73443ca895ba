import { createHmac } from 'node:crypto';
import { canonicalEmail } from '../lib/email.ts';

/**
 * Workflow ids stand in clear in Temporal's UI, logs and database, so they carry a keyed hash instead of a name.
 * 128 bits of HMAC-SHA256: no two people meet, and without the key nobody can test a guessed address.
 */
function keyedHash(key: string, ...parts: readonly string[]): string {
  return createHmac('sha256', key).update(parts.join('\u0000')).digest('hex').slice(0, 32);
}

/** The id of a person's run. One person in one organization has one id, so two runs can never be open at once. */
export function onboardingIdFor(key: string, organization: string, address: string): string {
  return `onboarding-${keyedHash(key, 'run', organization, canonicalEmail(address))}`;
}

/** The id of the workflow that is the one writer of a group. Vultr compares names exactly, and so does this. */
export function groupWorkflowIdFor(key: string, organization: string, groupName: string): string {
  return `group-${keyedHash(key, 'group', organization, groupName)}`;
}

export const onboardingIdPattern = /^onboarding-[0-9a-f]{32}$/;
