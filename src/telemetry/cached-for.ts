import { withTimeout } from '../contract/lib/with-timeout.ts';

/**
 * A question asked at most once every `forMs`, whoever asks; those who ask meanwhile get the answer that was given.
 * `undefined` where it failed or took longer than `deadlineMs`, and that is remembered as well.
 */
export function cachedFor<Answer>(
  ask: () => Promise<Answer>,
  { forMs, deadlineMs }: { readonly forMs: number; readonly deadlineMs: number },
): () => Promise<Answer | undefined> {
  let askedAt = Number.NEGATIVE_INFINITY;
  let answer: Promise<Answer | undefined> = Promise.resolve(undefined);
  return () => {
    if (performance.now() - askedAt < forMs) return answer;
    askedAt = performance.now();
    answer = answerInTime(ask, deadlineMs);
    return answer;
  };
}

async function answerInTime<Answer>(
  ask: () => Promise<Answer>,
  deadlineMs: number,
): Promise<Answer | undefined> {
  try {
    return await withTimeout(deadlineMs, ask());
  } catch {
    return undefined;
  }
}
