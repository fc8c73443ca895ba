/**
 * Every duration a run uses, in milliseconds. They come in with the run's input (the defaults stand in `config.ts`),
 * so that a test can use seconds and a change of the defaults never disturbs a run that is under way.
 */
export type Timings = {
  /** How long an invitation lives where Vultr's answer carries no `expiration_date`. Vultr's guide: 3 days. */
  readonly invitationLifetimeMs: number;
  /** How often a waiting run looks for itself, whatever the watch sees: the longest pause, shortened by chance. */
  readonly checkEveryMs: number;
  /** How long a read may lag behind a write. After an ambiguous write nothing is written again before it is over. */
  readonly settleMs: number;
  /** How long a reading may disagree with what was written before a person is asked. */
  readonly readTimeoutMs: number;
  /** How long a step fights passing faults (429, 5xx, no connection) before a person is asked. */
  readonly stepTimeoutMs: number;
  /** One attempt of one activity; a worker that died is noticed after this long. */
  readonly attemptTimeoutMs: number;
  /** Pause between two attempts after a passing fault: doubles from the first to the second. */
  readonly retryFirstMs: number;
  readonly retryMaxMs: number;
  /** A run that asked for its group and heard nothing asks again after this long. */
  readonly groupAnswerMs: number;
  /** A group's workflow with nothing to do ends after this long. */
  readonly groupIdleMs: number;
};
