import type { Client } from '@temporalio/client';
import { runIdFor } from '../contract/temporal/workflow-ids.ts';
import { ProblemError } from '../contract/api/problems.ts';
import type { RunMemo } from '../contract/temporal/memo.ts';
import type { RunView } from '../contract/api/onboarding-view.ts';
import type { RunSettings } from './create.ts';
import { isRunMemo, viewOf } from './view.ts';
import { callTemporal } from './call-temporal.ts';

export type FoundRun = { readonly memo: RunMemo; readonly view: RunView; readonly open: boolean };

/** The newest run of this id. Throws `not_found`. */
export async function findRun(client: Client, id: string): Promise<FoundRun> {
  const description = await callTemporal(client, () => client.workflow.getHandle(id).describe());
  const { memo, status } = description;
  if (!isRunMemo(memo))
    throw new ProblemError('not_found', 'This id belongs to something that is not a run.');
  const open = status.name === 'RUNNING' || status.name === 'PAUSED';
  return { memo, view: viewOf(memo, description), open };
}

export function createGet(client: Client) {
  return async (id: string): Promise<RunView> => (await findRun(client, id)).view;
}

export function createFindByAddress(client: Client, settings: RunSettings) {
  return async (email: string): Promise<RunView | undefined> =>
    (await findIfAny(client, runIdFor(settings.idKey, settings.organization, email)))?.view;
}

export async function findIfAny(client: Client, id: string): Promise<FoundRun | undefined> {
  try {
    return await findRun(client, id);
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'not_found') return undefined;
    throw error;
  }
}
