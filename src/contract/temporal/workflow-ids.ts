import { createHmac } from 'node:crypto';
import { canonicalEmail } from '../lib/email.ts';

/**
 * Workflow IDs are in plain text in Temporal's UI, logs and database, so they contain a keyed hash instead of a name.
 * With 128 bits of HMAC-SHA256 no two people share one, and a guessed email cannot be tested without the key.
 */
export function keyedHash(key: string, ...parts: readonly string[]): string {
  return createHmac('sha256', key).update(parts.join('\u0000')).digest('hex').slice(0, 32);
}

/**
 * Workflow ID of everything that happens to a person. One person in one organization has one ID, and Temporal allows one
 * open execution of it, so nothing about a person ever races with anything else about them.
 */
export function personIdFor(key: string, organization: string, email: string): string {
  return `person-${keyedHash(key, 'person', organization, canonicalEmail(email))}`;
}

/**
 * Values of the search attribute `PersonKeys`: they find a person by email or external ID, the people of a batch by its
 * Idempotency-Key, and people by their groups. They reveal none of these.
 */
export function emailKeyFor(key: string, organization: string, email: string): string {
  return keyedHash(key, 'email', organization, canonicalEmail(email));
}

export function externalIdKeyFor(key: string, organization: string, externalId: string): string {
  return keyedHash(key, 'externalId', organization, externalId);
}

export function idempotencyKeyKeyFor(key: string, organization: string, idempotencyKey: string): string {
  return keyedHash(key, 'idempotencyKey', organization, idempotencyKey);
}

/** The first group of an onboarding is in a search attribute of its own, in plain text; this finds the others. */
export function groupKeyFor(key: string, organization: string, groupName: string): string {
  return keyedHash(key, 'groupOfPerson', organization, groupName);
}

/**
 * ID of an update: calls with the same parts count as one. Temporal stores it in plain text, and a caller's Idempotency-Key
 * may contain anything.
 */
export function updateIdFor(key: string, name: string, ...parts: readonly string[]): string {
  return `${name}:${keyedHash(key, ...parts)}`;
}

/** Workflow ID of the writer of a group. Vultr compares names exactly, and so does this. */
export function groupWorkflowIdFor(key: string, organization: string, groupName: string): string {
  return `group-${keyedHash(key, 'group', organization, groupName)}`;
}
