import { scimIdPattern } from '../contract/scim/ids.ts';

/** A user has at most 64 KiB; the rest is room for what is dropped. */
export const userBodyBytes = 262_144;
/** A group with 20,000 members has about 3 MiB. */
export const groupBodyBytes = 4 * 1_048_576;

/** Up to this size, the response to a change of a group shows its members. */
export const shownMembers = 100;

/** Whether a text can be the ID of a resource. Other texts never reach the store. */
export function looksLikeId(text: string): boolean {
  return scimIdPattern.test(text);
}
