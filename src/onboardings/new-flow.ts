import {
  accessContent,
  type OnboardingRequest,
  requestContent,
  rolesOf,
} from '../contract/api/onboarding-request.ts';
import { ifToCome } from '../contract/lib/instant.ts';
import { defined } from '../contract/lib/optional.ts';
import type { FlowRequest } from '../contract/temporal/messages.ts';
import type { RequestRecord } from '../contract/temporal/person-record.ts';
import {
  emailKeyFor,
  externalIdKeyFor,
  groupKeyFor,
  groupWorkflowIdFor,
  idempotencyKeyKeyFor,
  personIdFor,
} from '../contract/temporal/workflow-ids.ts';
import { contentHash } from './content-hash.ts';
import { resolveAccess } from './resolve-access.ts';
import { resolveLeaving } from './resolve-leaving.ts';
import type { FlowSettings } from './settings.ts';

export type Caller = {
  readonly name: string;
  readonly idempotencyKey?: string;
  /** ID of the workflow of a SCIM user, if it is the one that asks. */
  readonly owner?: string;
};

/** What a request asks for, as it is remembered. `flow` is the number of the flow that it leads to. */
export function originOf(request: OnboardingRequest, caller: Caller, flow: number): RequestRecord {
  return {
    flow,
    fingerprint: contentHash(accessContent(request)),
    content: contentHash(requestContent(request)),
    requestedBy: caller.name,
    ...defined({ idempotencyKey: caller.idempotencyKey }),
    ...(request.rehire === true ? { rehire: true } : {}),
  };
}

/** Everything that a flow needs, with the settings of this process. Throws what `resolveAccess` and `resolveLeaving` throw. */
export function flowRequestFor(
  request: OnboardingRequest,
  caller: Caller,
  seenFlow: number,
  settings: FlowSettings,
): FlowRequest {
  const { email, firstName, lastName, externalId, startDate } = request;
  const notBefore = ifToCome(request.notBefore, Date.now());
  const known = settings.roles?.() ?? [];
  const { groups, apiAccess } = resolveAccess(request, known);
  const leaving = resolveLeaving(request, groups, known);
  const roles = rolesOf(request);
  const flow = seenFlow + 1;
  const input: FlowRequest['input'] = {
    flow,
    requestedBy: caller.name,
    email,
    ...defined({ firstName, lastName, externalId, startDate, notBefore }),
    allowedAddresses: request.allowedAddresses ?? [],
    apiAccess,
    ...(roles.length > 0 ? { roles } : {}),
    ...defined({ leaving }),
    groups: groups.map(({ name, description, policies }) => ({
      name,
      // Vultr's Terraform provider requires a description of every group.
      description: description ?? `Members of ${name}`,
      policies,
      writerId: groupWorkflowIdFor(settings.idKey, settings.organization, name),
    })),
    personKeys: personKeysOf(request, settings, caller.idempotencyKey, groups),
    maxInvitations: settings.maxInvitations,
    timings: settings.timings,
    taskQueues: settings.taskQueues,
    ...(settings.events === true ? { events: true } : {}),
    ...(settings.plainRef === true ? { plainRef: true } : {}),
    ...defined({ consoleUrl: settings.consoleUrl }),
  };
  const { owner } = caller;
  return { seenFlow, input, request, origin: originOf(request, caller, flow), ...defined({ owner }) };
}

/**
 * Values of the search attribute by which the person of a request is found, and all people of requests with one key, or
 * with one of the groups.
 */
export function personKeysOf(
  {
    email,
    allowedAddresses = [],
    externalId,
  }: Pick<OnboardingRequest, 'email' | 'allowedAddresses' | 'externalId'>,
  { idKey, organization }: Pick<FlowSettings, 'idKey' | 'organization'>,
  idempotencyKey: string | undefined,
  groups: readonly { readonly name: string }[],
): string[] {
  const emails = [email, ...allowedAddresses].map((address) => emailKeyFor(idKey, organization, address));
  const externalIds = externalId === undefined ? [] : [externalIdKeyFor(idKey, organization, externalId)];
  const requests =
    idempotencyKey === undefined ? [] : [idempotencyKeyKeyFor(idKey, organization, idempotencyKey)];
  const others = groups.slice(1).map(({ name }) => groupKeyFor(idKey, organization, name));
  return [...new Set([...emails, ...externalIds, ...requests, ...others])];
}

export function personIdOf({ email }: OnboardingRequest, { idKey, organization }: FlowSettings): string {
  return personIdFor(idKey, organization, email);
}
