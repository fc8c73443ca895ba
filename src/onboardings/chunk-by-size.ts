const encoder = new TextEncoder();

/**
 * Splits a list, in its order, into chunks of at most `maxBytes` of JSON each. An item that alone exceeds them becomes a
 * chunk of its own.
 */
export function chunkBySize<Item>(items: readonly Item[], maxBytes: number): Item[][] {
  const chunks: Item[][] = [];
  let bytes = Infinity;
  for (const item of items) {
    const itemBytes = encoder.encode(JSON.stringify(item)).length + 1;
    if (bytes + itemBytes > maxBytes) {
      chunks.push([]);
      bytes = 2;
    }
    bytes += itemBytes;
    chunks.at(-1)?.push(item);
  }
  return chunks;
}
