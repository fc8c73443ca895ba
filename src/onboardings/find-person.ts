import { isOpenExecution } from '../temporal/execution.ts';
import type { OwnExecution } from '../temporal/find-executions.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import type { OffboardingView } from '../contract/api/offboarding-view.ts';
import type { OnboardingView } from '../contract/api/onboarding-view.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { type FlowView, isOffboarding } from '../contract/temporal/flow-view.ts';
import { flowIdFor, parseFlowId } from '../contract/temporal/flow-ids.ts';
import type { PersonRecord } from '../contract/temporal/person-record.ts';
import { callTemporal } from './call-temporal.ts';
import { isErasedMemo, isPersonMemo, viewOf } from './view.ts';

/** What is remembered of a person, and the execution that remembers it. */
export type FoundPerson = Person & { readonly execution: OwnExecution };

export type Person = {
  readonly personId: string;
  /** The number of the newest flow. */
  readonly flow: number;
  /**
   * The execution that remembers the person was ended from outside: terminated, failed or timed out. Otherwise one is
   * always open.
   */
  readonly lost: boolean;
} & (
  | { readonly erasedAt: string }
  | {
      readonly erasedAt?: never;
      /** The newest flow. */
      readonly view: FlowView;
      readonly record: PersonRecord;
    }
);

export type RememberedPerson = Extract<FoundPerson, { readonly view: FlowView }>;

/** A flow, and what else is remembered of its person. */
export type FoundFlow<View extends FlowView = FlowView> = RememberedPerson & {
  readonly flowView: View;
  readonly isNewest: boolean;
};

/** Reads what is remembered of a person. Needs no worker. Throws `not_found` and `unreadable`. */
export async function findPerson(client: OrganizationClient, personId: string): Promise<FoundPerson> {
  const execution = await callTemporal(client, () => client.describe(personId));
  const { memo, unreadable } = execution;
  if (unreadable !== undefined) throw new ProblemError('unreadable', unreadable.reason);
  const lost = !isOpenExecution(execution);
  if (isErasedMemo(memo)) return { personId, execution, flow: memo.flow, erasedAt: memo.erasedAt, lost };
  if (!isPersonMemo(memo)) throw new ProblemError('not_found', 'This ID does not belong to a person.');
  const view = viewOf(memo, execution);
  return { personId, execution, flow: parseFlowId(view.id).flow, view, record: memo.record, lost };
}

/** As `findPerson`, but returns `undefined` if Temporal knows no such person. */
export async function findPersonOrUndefined(
  client: OrganizationClient,
  personId: string,
): Promise<FoundPerson | undefined> {
  try {
    return await findPerson(client, personId);
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** Reads an onboarding. Throws `not_found`. */
export async function findOnboarding(
  client: OrganizationClient,
  flowId: string,
): Promise<FoundFlow<OnboardingView>> {
  const found = await findFlow(client, flowId);
  const { flowView } = found;
  if (!isOffboarding(flowView)) return { ...found, flowView };
  const detail = `This is the ID of an offboarding: GET /v1/offboardings/${flowId}.`;
  throw new ProblemError('not_found', detail);
}

/** Reads an offboarding. Throws `not_found`. */
export async function findOffboarding(
  client: OrganizationClient,
  flowId: string,
): Promise<FoundFlow<OffboardingView>> {
  const found = await findFlow(client, flowId);
  const { flowView } = found;
  if (isOffboarding(flowView)) return { ...found, flowView };
  const detail = `This is the ID of an onboarding: GET /v1/onboardings/${flowId}.`;
  throw new ProblemError('not_found', detail);
}

async function findFlow(client: OrganizationClient, flowId: string): Promise<FoundFlow> {
  const { personId, flow } = parseFlowId(flowId);
  const found = await findPerson(client, personId);
  if (found.erasedAt !== undefined) {
    throw new ProblemError('not_found', 'The person of this ID was erased.');
  }
  const flowView = [found.view, ...found.record.earlier].find(({ id }) => id === flowId);
  if (flowView === undefined) {
    const newest = flowIdFor(personId, found.flow);
    const detail =
      flow < found.flow
        ? `This ID is too old to be remembered. The newest one of the person is ${newest}.`
        : `The person has no such onboarding or offboarding. The newest one is ${newest}.`;
    throw new ProblemError('not_found', detail);
  }
  return { ...found, flowView, isNewest: flow === found.flow };
}
