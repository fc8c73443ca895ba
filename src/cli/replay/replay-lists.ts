import type { Client, Connection } from '@temporalio/client';
import { workflows } from '../../contract/temporal/workflow-definitions.ts';
import { firstCompletedTask } from '../../temporal/replay/history.ts';
import type { Replayer, ReplayFailure } from '../../temporal/replay/replayer.ts';
import { fetchHistory } from './fetch-history.ts';
import { type ExecutionList, type ExecutionToReplay, listExecutions } from './list-executions.ts';
import { createTally, type SkipReason, type Tally } from './tally.ts';

export type ListsToReplay = {
  readonly client: Client & { readonly connection: Connection };
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

/** For each call to Temporal. */
const timeoutMs = 30_000;

const knownTypes: ReadonlySet<string> = new Set(Object.values(workflows).map(({ name }) => name));

/** Replays the executions of each list, one at a time, so that no more than one history is in memory. */
export async function replayLists(options: ListsToReplay): Promise<Replayed> {
  const { client, lists, limit, onProgress } = options;
  const tally = createTally();
  const cut: ExecutionList[] = [];
  for (const list of lists) {
    let taken = 0;
    for await (const execution of listExecutions(client, list.query, timeoutMs)) {
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
  const history = await fetchHistory(client, execution, timeoutMs);
  if (history === undefined) return 'deleted';
  // The replay of a history that ends sooner may never end.
  if (firstCompletedTask(history.events ?? []) < 0) return 'notBegun';
  const failure = await replayer.replay(execution.workflowId, history);
  if (failure === undefined) return 'replayed';
  onFailure(execution, failure);
  return 'failed';
}
