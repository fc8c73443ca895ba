import type { Workflow } from '@temporalio/common';
import { type WorkflowDefinition, workflows } from '../../contract/temporal/workflow-definitions.ts';
import {
  allOf,
  closedSince,
  type Condition,
  hasStatus,
  hasType,
  writtenByHand,
} from '../../temporal/visibility-query.ts';
import { type ReplayOptions, sampleDays } from './parse-replay-options.ts';

export type ExecutionToReplay = {
  readonly workflowId: string;
  readonly runId: string;
  readonly type: string;
};

/** Executions that belong together, and what to call them. */
export type ExecutionList = { readonly description: string; readonly condition: Condition };

const dayMs = 86_400_000;

/** Returns the lists to replay. */
export function listsToReplay({ query }: ReplayOptions, nowMs: number): ExecutionList[] {
  if (query !== undefined) {
    return [{ description: 'executions of the query', condition: writtenByHand(query) }];
  }
  const since = new Date(nowMs - sampleDays * dayMs);
  return Object.values<WorkflowDefinition<Workflow>>(workflows).flatMap((definition) => [
    {
      description: `open executions of ${definition.name}`,
      condition: allOf(hasType(definition), hasStatus('Running')),
    },
    {
      description: `closed executions of ${definition.name}`,
      condition: allOf(hasType(definition), closedSince(since)),
    },
  ]);
}
