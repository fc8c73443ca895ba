import { parseArgs } from 'node:util';

export type ReplayOptions = {
  /** Temporal's list filter. Without it, a sample of every workflow type is replayed. */
  readonly query?: string;
  /** The largest number of executions of one list. */
  readonly limit: number;
};

const defaultLimit = 200;
/** How long ago an execution of the sample may have closed. */
export const sampleDays = 7;

export const replayUsage = `npm run replay -- [--query <list filter>] [--limit <number>]

Replays histories from Temporal with the workflow code of this build. Run it before a build gets work. Reads only.
Without a query it replays, of every workflow type, open executions and those that closed in the last ${sampleDays} days.

  --query FILTER  replay the executions that this list filter selects, such as "ExecutionStatus = 'Running'":
                  https://docs.temporal.io/list-filter. Those of other organizations are left out.
  --limit N       replay at most N executions of each list: of the query, or of each workflow type, open and closed
                  ones apart; default ${defaultLimit}

Exits with 0 if everything replayed, with 1 if something did not, and with 2 if there was nothing to replay. Its settings
are the environment variables of the worker: TEMPORAL_*, ONBOARDING_ORGANIZATION, ONBOARDING_ENCRYPTION_KEYS and
ONBOARDING_WORKFLOW_BUNDLE.`;

/** Throws `TypeError` if an option is unknown or wrong. */
export function parseReplayOptions(args: readonly string[]): ReplayOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { query: { type: 'string' }, limit: { type: 'string', default: String(defaultLimit) } },
  });
  const { query } = values;
  if (query?.trim() === '') throw new TypeError('--query must not be empty.');
  const limit = Number(values.limit);
  if (!/^\d{1,9}$/.test(values.limit) || limit === 0)
    throw new TypeError('--limit must be a whole number from 1 to 999999999.');
  return query === undefined ? { limit } : { query, limit };
}
