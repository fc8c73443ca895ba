import { createHash } from 'node:crypto';
import { accessContent, type OnboardingRequest, requestContent } from '../contract/api/onboarding-request.ts';
import { defined } from '../contract/lib/optional.ts';
import type { FlowRequest } from '../contract/temporal/messages.ts';
import type { RequestRecord } from '../contract/temporal/person-record.ts';
import {
  emailKeyFor,
  externalIdKeyFor,
  groupWorkflowIdFor,
  personIdFor,
} from '../contract/temporal/workflow-ids.ts';
import type { FlowSettings } from './settings.ts';

export type Caller = { readonly name: string; readonly idempotencyKey?: string };

/** What a request asks for, as it is remembered. `flow` is the number of the flow that it leads to. */
export function originOf(request: OnboardingRequest, caller: Caller, flow: number): RequestRecord {
  return {
    flow,
    fingerprint: hash(accessContent(request)),
    content: hash(requestContent(request)),
    requestedBy: caller.name,
    ...defined({ idempotencyKey: caller.idempotencyKey }),
    ...(request.rehire === true ? { rehire: true } : {}),
  };
}

/** 64 bits are plenty to tell fifty requests of one person apart. */
function hash(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

/** Everything that a flow needs, with the settings of this process. */
export function flowRequestFor(
  request: OnboardingRequest,
  caller: Caller,
  seenFlow: number,
  settings: FlowSettings,
): FlowRequest {
  const { email, firstName, lastName, externalId, startDate, group } = request;
  const flow = seenFlow + 1;
  const input: FlowRequest['input'] = {
    flow,
    requestedBy: caller.name,
    email,
    ...defined({ firstName, lastName, externalId, startDate }),
    allowedAddresses: request.allowedAddresses ?? [],
    apiAccess: request.apiAccess ?? false,
    // Vultr's Terraform provider requires a description of every group.
    group: { name: group.name, description: group.description ?? `Members of ${group.name}` },
    policies: request.policies,
    groupWorkflowId: groupWorkflowIdFor(settings.idKey, settings.organization, group.name),
    personKeys: personKeysOf(request, settings),
    maxInvitations: settings.maxInvitations,
    timings: settings.timings,
    taskQueues: settings.taskQueues,
    ...(settings.events === true ? { events: true } : {}),
  };
  return { seenFlow, input, request, origin: originOf(request, caller, flow) };
}

/** Values of the search attribute by which the person of a request is found. */
export function personKeysOf(
  { email, allowedAddresses = [], externalId }: OnboardingRequest,
  { idKey, organization }: FlowSettings,
): string[] {
  const emails = [email, ...allowedAddresses].map((address) => emailKeyFor(idKey, organization, address));
  const externalIds = externalId === undefined ? [] : [externalIdKeyFor(idKey, organization, externalId)];
  return [...new Set([...emails, ...externalIds])];
}

export function personIdOf({ email }: OnboardingRequest, { idKey, organization }: FlowSettings): string {
  return personIdFor(idKey, organization, email);
}
