import { workflows } from '../../contract/temporal/workflow-definitions.ts';
import { firstCompletedTask } from '../../workers/replay/history.ts';
import type { Replayer, ReplayFailure } from '../../workers/replay/replayer.ts';
import type { OrganizationClient } from '../../temporal/organization-client.ts';
import type { ExecutionList, ExecutionToReplay } from './list-executions.ts';
import { createTally, type SkipReason, type Tally } from './tally.ts';

export type ListsToReplay = {
  readonly client: OrganizationClient;
  readonly replayer: Replayer;
  readonly lists: readonly ExecutionList[];
  /** The largest number of executions of one list. */
  readonly limit: number;
  readonly onProgress: (tally: Tally) => void;
  readonly onFailure: (execution: ExecutionToReplay, failure: ReplayFailure) => void;
};

export type Replayed = {
  readonly tally: Tally;
  /** The lists that had more executions than the limit. */
  readonly cut: readonly ExecutionList[];
};

/** For one history. */
const timeoutMs = 60_000;

const knownTypes: ReadonlySet<string> = new Set(Object.values(workflows).map(({ name }) => name));

/** Replays the executions of each list, one at a time, so that no more than one history is in memory. */
export async function replayLists(options: ListsToReplay): Promise<Replayed> {
  const { client, lists, limit, onProgress } = options;
  const tally = createTally();
  const cut: ExecutionList[] = [];
  for (const list of lists) {
    let taken = 0;
    for await (const execution of client.listAll(list.condition)) {
      if (taken === limit) {
        cut.push(list);
        break;
      }
      taken++;
      tally.count(execution.type, await replayOne(options, execution));
      onProgress(tally);
    }
  }
  return { tally, cut };
}

async function replayOne(
  { client, replayer, onFailure }: ListsToReplay,
  execution: ExecutionToReplay,
): Promise<'replayed' | 'failed' | SkipReason> {
  if (!knownTypes.has(execution.type)) return 'unknownType';
  const history = await client.withDeadline(timeoutMs, () => client.fetchHistory(execution));
  if (history === undefined) return 'deleted';
  // The replay of a history that ends sooner may never end.
  if (firstCompletedTask(history.events ?? []) < 0) return 'notBegun';
  const failure = await replayer.replay(execution.workflowId, history);
  if (failure === undefined) return 'replayed';
  onFailure(execution, failure);
  return 'failed';
}
