import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether two texts are the same, by their digests and in constant time, so that the time taken reveals nothing. */
export function digestsMatch(one: string, other: string): boolean {
  return timingSafeEqual(digestOf(one), digestOf(other));
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
