import type { GroupWriterCheckpoint, KeptRequest } from '../../contract/temporal/group-writer-checkpoint.ts';
import type { GroupRequest } from '../../contract/temporal/step-data.ts';
import { createPolicySets, type PolicySet } from './policy-sets.ts';

/**
 * How much a group writer keeps. Temporal terminates a workflow that continues as new with more than 2 MiB; a request takes
 * less than 100 bytes of that.
 */
export const requestLimits: RequestLimits = { requests: 5_000, policyCharacters: 128 * 1_024 };

type RequestLimits = {
  /** Waiting and failed requests together. */
  readonly requests: number;
  /** Of all different sets of policies, as JSON. */
  readonly policyCharacters: number;
};

/**
 * The requests of a group writer, each kept once under its ID. At a limit, the request that failed first is dropped; if
 * none has failed, the one that came last. An onboarding whose request was dropped sends it again: by itself while it waits
 * for the answer, with its next `retry` if it has had one.
 */
export type Requests = {
  /** Takes a request, and replaces an earlier one with its ID. */
  readonly receive: (request: GroupRequest) => void;
  readonly areWaiting: () => boolean;
  /** Removes up to `count` requests that wait and returns them, the oldest first. */
  readonly takeWaiting: (count: number) => GroupRequest[];
  /** Keeps requests that failed, except those that have come in again. */
  readonly keepFailed: (requests: readonly GroupRequest[]) => void;
  readonly failed: () => GroupRequest[];
  /** Lets requests that failed wait again. */
  readonly requeue: (requests: readonly GroupRequest[]) => void;
  /** How many requests were dropped at a limit. */
  readonly dropped: () => number;
  /** Requests with the same policies share one list. */
  readonly checkpoint: () => GroupWriterCheckpoint;
};

type Kept = { readonly workflowId: string; readonly policySet: PolicySet };

const nothing: GroupWriterCheckpoint = { policySets: [], waiting: [], failed: [], dropped: 0 };

export function createRequests(from: GroupWriterCheckpoint = nothing, limits = requestLimits): Requests {
  const policySets = createPolicySets();
  const waiting = new Map<string, Kept>();
  const failed = new Map<string, Kept>();
  let dropped = from.dropped;

  function put(into: Map<string, Kept>, { requestId, workflowId, policies }: GroupRequest): void {
    remove(into, requestId);
    into.set(requestId, { workflowId, policySet: policySets.acquire(policies) });
  }

  function remove(out: Map<string, Kept>, requestId: string): void {
    const kept = out.get(requestId);
    if (kept === undefined) return;
    out.delete(requestId);
    policySets.release(kept.policySet);
  }

  function isOverLimit(): boolean {
    const { requests, policyCharacters } = limits;
    return waiting.size + failed.size > requests || policySets.characters() > policyCharacters;
  }

  function dropAtLimit(): void {
    while (isOverLimit()) {
      const [firstFailed] = failed.keys();
      if (firstFailed !== undefined) remove(failed, firstFailed);
      else remove(waiting, [...waiting.keys()].at(-1) ?? '');
      dropped++;
    }
  }

  const kept = (row: KeptRequest) => toRequest(row, from);
  for (const row of from.waiting) put(waiting, kept(row));
  for (const row of from.failed) put(failed, kept(row));

  return {
    receive(request) {
      remove(failed, request.requestId);
      put(waiting, request);
      dropAtLimit();
    },
    areWaiting: () => waiting.size > 0,
    takeWaiting(count) {
      const requests = listed(waiting).slice(0, count);
      for (const { requestId } of requests) remove(waiting, requestId);
      return requests;
    },
    keepFailed(requests) {
      for (const request of requests) if (!waiting.has(request.requestId)) put(failed, request);
      dropAtLimit();
    },
    failed: () => listed(failed),
    requeue(requests) {
      for (const request of requests) {
        remove(failed, request.requestId);
        if (!waiting.has(request.requestId)) put(waiting, request);
      }
    },
    dropped: () => dropped,
    checkpoint() {
      const { lists, indexOf } = policySets.numbered();
      const rows = (requests: ReadonlyMap<string, Kept>) =>
        [...requests].map(([requestId, { workflowId, policySet }]): KeptRequest => [
          requestId,
          workflowId,
          indexOf(policySet),
        ]);
      return { policySets: lists, waiting: rows(waiting), failed: rows(failed), dropped };
    },
  };
}

function listed(requests: ReadonlyMap<string, Kept>): GroupRequest[] {
  return [...requests].map(
    ([
      requestId,
      {
        workflowId,
        policySet: { policies },
      },
    ]) => ({
      requestId,
      workflowId,
      policies,
    }),
  );
}

function toRequest([requestId, workflowId, index]: KeptRequest, { policySets }: GroupWriterCheckpoint) {
  return { requestId, workflowId, policies: policySets[index] ?? [] };
}
