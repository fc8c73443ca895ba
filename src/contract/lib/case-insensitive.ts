/*
 * Compares Vultr's IDs. As far as is known they are UUIDs, and Vultr does not document their letter case.
 */

/** The same text for every spelling of an ID: a key for maps and hashes. */
export function idKey(id: string): string {
  return id.toLowerCase();
}

export function sameId(a: string, b: string): boolean {
  return idKey(a) === idKey(b);
}

export function hasId(ids: readonly string[], id: string): boolean {
  return ids.some((one) => sameId(one, id));
}
