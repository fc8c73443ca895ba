/** Long enough for a busy machine, and much shorter than an attempt, which may include a request that hangs. */
export const vultrTimeoutMs = 3_000;
