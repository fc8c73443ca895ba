/** The largest sensible request has about 20 KiB. */
export const bodyLimitBytes = 65_536;
/** A thousand ordinary requests have 300 KiB. */
export const batchLimitBytes = 4 * 1_048_576;

/** How long a request may take to arrive, so that slow clients cannot hold connections. */
export const requestTimeoutMs = 30_000;

/** When an idle connection is closed. Longer than any response takes. */
export const connectionTimeoutMs = 60_000;
