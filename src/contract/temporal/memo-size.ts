/**
 * From this many bytes on, a memo is worth a warning: half of what Temporal accepts, 2 MiB. By default, Temporal's server
 * and SDK warn from 2 KiB on, which the memo of a person exceeds all the time: it is the state that the API reads
 * (docs/decisions/004). deploy/temporal/dynamic-config.yaml has the same number.
 */
export const memoWarnBytes = 1_048_576;
