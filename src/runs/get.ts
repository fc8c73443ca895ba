import type { Client } from '@temporalio/client';
import { ProblemError } from '../contract/problems.ts';
import type { RunView } from '../contract/run-view.ts';
import { isRunMemo, type RunMemo, viewOf } from './memo.ts';
import { callTemporal } from './temporal-errors.ts';

export type FoundRun = { readonly memo: RunMemo; readonly view: RunView; readonly open: boolean };

/** The newest run of this id. Throws `not_found`. */
export async function findRun(client: Client, id: string): Promise<FoundRun> {
  const description = await callTemporal(client, () => client.workflow.getHandle(id).describe());
  const { memo, status } = description;
  if (!isRunMemo(memo))
    throw new ProblemError('not_found', 'This id belongs to something that is not a run.');
  const open = status.name === 'RUNNING' || status.name === 'PAUSED';
  return { memo, view: viewOf(memo, status.name), open };
}

export function createGet(client: Client) {
  return async (id: string): Promise<RunView> => (await findRun(client, id)).view;
}
