import type { OnboardingRequest } from '../api/onboarding-request.ts';
import { defined } from '../lib/optional.ts';
import type { FlowView } from './flow-view.ts';
import type { PinnedPolicy } from './step-data.ts';

/**
 * What is remembered of a person beyond the flow in progress. It travels through every execution under the person's
 * workflow ID, and the memo shows it.
 */
export type PersonRecord = {
  /**
   * What the newest onboarding was asked for, with the details that later requests changed. Absent if the person was never
   * hired by this service.
   */
  readonly request?: OnboardingRequest;
  /**
   * ID of the workflow of a SCIM user, if one decides about the person: then no other request starts an onboarding, and every
   * flow tells it when something has happened.
   */
  readonly owner?: string;
  /** The requests that led to a flow, the newest first: a repetition of any of them changes nothing. */
  readonly requests: readonly RequestRecord[];
  /** The flows before the newest one, the newest first, each as its last view. */
  readonly earlier: readonly FlowView[];
  /** What this service gave the person and, as far as it knows, the person still has. */
  readonly grants: readonly Grant[];
  /** Emails that operators have approved as the person's, in flows that have completed. */
  readonly approvedAddresses?: readonly string[];
  /** IDs of the invitations that flows which have ended sent, the newest last. */
  readonly ownInvitationIds?: readonly string[];
  /** The most recent updates, so that a repeated call finds what it led to after the execution that took it has ended. */
  readonly handledUpdates: readonly HandledUpdate[];
};

export type RequestRecord = {
  readonly flow: number;
  /** Hash of what the request asks for: equal for two requests that ask for the same access. */
  readonly fingerprint: string;
  /** Hash of the whole request. */
  readonly content: string;
  readonly requestedBy: string;
  readonly idempotencyKey?: string;
  /** The request asked to hire again. */
  readonly rehire?: true;
  /** The request was an order to offboard. */
  readonly offboard?: true;
};

/** Access to one group that a flow gave. */
export type Grant = {
  readonly userId: string;
  readonly group: { readonly id: string; readonly name: string };
  readonly policies: readonly PinnedPolicy[];
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly flowId: string;
  /** `false` if an operator skipped the verification. */
  readonly verified: boolean;
};

/** Details of a request that can change at any time: they decide nothing about the access. */
export type Details = {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly externalId?: string;
  readonly startDate?: string;
  /** When a scheduled onboarding begins: RFC 3339, UTC. */
  readonly notBefore?: string;
  /** Description of the group. */
  readonly description?: string;
};

export type HandledUpdate = { readonly id: string; readonly flow: number };

/** How much is remembered; the oldest entries are forgotten first. */
export const personLimits = {
  requests: 50,
  earlier: 9,
  grants: 50,
  handledUpdates: 50,
  approvedAddresses: 20,
  ownInvitationIds: 20,
  historyLines: 10,
} as const;

/** What leads to a flow. An order to offboard has no `request`: it changes nothing of what was asked for. */
type Asked = {
  readonly request?: OnboardingRequest;
  readonly origin: RequestRecord;
  readonly owner?: string;
};

/** The record at the beginning of the first flow, and of the first one after the person was erased. */
export function newRecord({ request, origin, owner }: Asked): PersonRecord {
  return { ...defined({ request, owner }), requests: [origin], earlier: [], grants: [], handledUpdates: [] };
}

/** The record at the beginning of another flow. `last` is the end of the flow before. */
export function nextRecord(
  record: PersonRecord,
  last: FlowView,
  { request, origin, owner }: Asked,
): PersonRecord {
  return {
    ...record,
    ...defined({ request, owner }),
    requests: [origin, ...record.requests].slice(0, personLimits.requests),
    earlier: [shortened(last), ...record.earlier].slice(0, personLimits.earlier),
  };
}

/** Of a flow that has ended, the first lines of the history and the last ones are enough. */
function shortened(view: FlowView): FlowView {
  const { history } = view;
  if (history.length <= personLimits.historyLines) return view;
  return { ...view, history: [...history.slice(0, 2), ...history.slice(2 - personLimits.historyLines)] };
}

/** Puts a grant in front, in place of an older one for the same group. */
export function rememberGrant(record: Pick<PersonRecord, 'grants'>, grant: Grant): readonly Grant[] {
  const others = record.grants.filter(({ group }) => group.id !== grant.group.id);
  return [grant, ...others].slice(0, personLimits.grants);
}

/** The grants without those of groups that the person is not in any more. */
export function withoutGroups(
  { grants }: Pick<PersonRecord, 'grants'>,
  groupIds: readonly string[],
): readonly Grant[] {
  return grants.filter(({ group }) => !groupIds.includes(group.id));
}

/** The IDs of the accounts to which access was given. */
export function grantedUserIds({ grants }: Pick<PersonRecord, 'grants'>): string[] {
  return [...new Set(grants.map(({ userId }) => userId))];
}

/** An email of the person, then every other one that is remembered as theirs. */
export function rememberedAddresses(
  email: string,
  { request, approvedAddresses = [] }: Pick<PersonRecord, 'request' | 'approvedAddresses'>,
): string[] {
  const hired = request === undefined ? [] : [request.email, ...(request.allowedAddresses ?? [])];
  return [...new Set([email, ...hired, ...approvedAddresses])];
}

/** The record after a flow has completed with emails that an operator has approved. */
export function withApproved(record: PersonRecord, approved: readonly string[]): PersonRecord {
  if (approved.length === 0) return record;
  const all = [...new Set([...(record.approvedAddresses ?? []), ...approved])];
  return { ...record, approvedAddresses: all.slice(-personLimits.approvedAddresses) };
}

/** The record after a flow has ended that sent these invitations. */
export function withOwnInvitations(record: PersonRecord, ids: readonly string[]): PersonRecord {
  if (ids.length === 0) return record;
  const all = [...new Set([...(record.ownInvitationIds ?? []), ...ids])];
  return { ...record, ownInvitationIds: all.slice(-personLimits.ownInvitationIds) };
}

/** The record after details of the newest onboarding have changed. */
export function amendedRecord(record: PersonRecord, { description, ...person }: Details): PersonRecord {
  if (record.request === undefined) return record;
  const { group } = record.request;
  const described =
    description === undefined || group === undefined ? {} : { group: { ...group, description } };
  return { ...record, request: { ...record.request, ...person, ...described } };
}
