/** More than this is not faster: with a thousand starts, forty at once ran into deadlines. */
const concurrency = 8;

/**
 * Does some work for each item, a few at a time, and reads the items only as fast as it works. After an error it takes no
 * further item.
 */
export async function forEachConcurrently<Item>(
  items: AsyncIterable<Item>,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.asyncIterator]();
  let failed = false;
  const lane = async () => {
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      if (failed) return;
      await work(next.value);
    }
  };
  const lanes = Array.from({ length: concurrency }, () =>
    lane().catch((error: unknown) => {
      failed = true;
      throw error;
    }),
  );
  await Promise.all(lanes);
}
