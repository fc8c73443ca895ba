import { canonicalEmail } from '../lib/email.ts';
import { keyedHash } from '../temporal/workflow-ids.ts';
import { emailsOf } from './address.ts';
import type { ScimResource } from './resource.ts';

/** The form of a `userName` or `displayName` that all its spellings share: SCIM compares both without case. */
export function canonicalName(name: string): string {
  return foldCase(name.trim());
}

/** The form that all spellings of a text share which differ by letter case, or by how an accent is written. */
export function foldCase(text: string): string {
  // A lowercase letter may compose with an accent where the capital did not.
  return text.normalize('NFC').toLowerCase().normalize('NFC');
}

type Hash = { readonly idKey: string; readonly organization: string };

/**
 * The `id` of a user that is created with this name. It is derived, so a user who is deleted and created again, or whose
 * record was lost, has the `id` that the identity provider knows.
 */
export function userIdFor({ idKey, organization }: Hash, userName: string): string {
  return keyedHash(idKey, 'scimUser', organization, canonicalName(userName));
}

/** The `id` of a group that is created with this name. */
export function groupIdFor({ idKey, organization }: Hash, displayName: string): string {
  return keyedHash(idKey, 'scimGroup', organization, canonicalName(displayName));
}

/** Values of the search attribute `ScimKeys`. SCIM compares external IDs exactly. */
export function scimExternalIdKeyFor({ idKey, organization }: Hash, externalId: string): string {
  return keyedHash(idKey, 'scimExternalId', organization, externalId);
}

export function scimAddressKeyFor({ idKey, organization }: Hash, address: string): string {
  return keyedHash(idKey, 'scimAddress', organization, canonicalEmail(address));
}

/** Every value by which a user is found besides the name. */
export function scimKeysOf(hash: Hash, resource: ScimResource): string[] {
  const { externalId } = resource;
  const keys = emailsOf(resource).map((address) => scimAddressKeyFor(hash, address));
  if (typeof externalId === 'string') keys.unshift(scimExternalIdKeyFor(hash, externalId));
  return [...new Set(keys)];
}
