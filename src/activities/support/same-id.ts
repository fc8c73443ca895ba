/** Vultr's ids are UUIDs as far as is known, and their letter case is not documented. */
export function sameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export function hasId(ids: readonly string[], id: string): boolean {
  return ids.some((one) => sameId(one, id));
}
