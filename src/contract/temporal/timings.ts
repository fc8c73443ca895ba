/**
 * Durations that an onboarding uses, in milliseconds. They come with its input (the defaults are in
 * `config/settings.ts`), so that a test can use seconds and a changed default never disturbs an onboarding in progress.
 */
export type Timings = {
  /** How long an invitation lives if Vultr's response has no `expiration_date`. Vultr's guide: 3 days. */
  readonly invitationLifetimeMs: number;
  /** Longest pause between a waiting onboarding's own polls, after the first ones, whatever the watch sees; chance shortens it. */
  readonly checkEveryMs: number;
  /** How long reads may lag behind a write. After a write with an unknown outcome nothing is written for this long. */
  readonly settleMs: number;
  /** How long reads may contradict what was written before the onboarding waits for an operator. */
  readonly readTimeoutMs: number;
  /** How long a step retries transient faults (429, 5xx, no connection) before the onboarding waits for an operator. */
  readonly stepTimeoutMs: number;
  /** Longest duration of one attempt of one activity; the death of a worker is noticed after this time. */
  readonly attemptTimeoutMs: number;
  /** Pauses between attempts after a transient fault: they double from the first to the second. */
  readonly retryFirstMs: number;
  readonly retryMaxMs: number;
  /** After this time without a response from the group writer, an onboarding repeats its request. */
  readonly groupAnswerMs: number;
  /** After this time without requests, a group writer ends. */
  readonly groupIdleMs: number;
};
