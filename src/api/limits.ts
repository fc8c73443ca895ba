/** Bytes. The largest sensible request has about 20 KiB. */
export const bodyLimitBytes = 65_536;
/** A thousand usual ones have 300 KiB. */
export const batchLimitBytes = 4 * 1_048_576;

/** How long a request may take to arrive. Slower ones are kept from holding connections. */
export const requestTimeoutMs = 30_000;

/** A connection on which nothing happens is closed; longer than any answer takes. */
export const connectionTimeoutMs = 60_000;
