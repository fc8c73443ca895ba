import { accessContent, type OnboardingRequest } from '../contract/api/onboarding-request.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { scimIdOf } from '../contract/scim/ids.ts';
import { flowIdFor } from '../contract/temporal/flow-ids.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { type Decision, onboardingOfFlow } from './decide.ts';
import { decideFor } from './decide-for.ts';
import type { FoundPerson, RememberedPerson } from './find-person.ts';
import { isOpenWorkflow } from './is-open-workflow.ts';
import type { Caller } from './new-flow.ts';

/**
 * Decides what a request leads to. About a person who has an owner, only the owner decides; a request that asks for the access
 * that the owner has asked for finds the same onboarding. Throws what `decideFor` throws, and `managed_by_scim`.
 */
export async function decideUnlessOwned(
  client: OrganizationClient,
  person: FoundPerson,
  request: OnboardingRequest,
  caller: Caller,
): Promise<Decision> {
  const owner = person.erasedAt === undefined ? person.record.owner : undefined;
  if (person.erasedAt !== undefined || owner === undefined || owner === caller.owner) {
    return decideFor(person, request, caller);
  }
  const decision = decisionOrProblem(person, request, caller);
  if (!(decision instanceof ProblemError) && decision.outcome === 'known') return decision;
  if (decision instanceof ProblemError && decision.code === 'idempotency_key_reused') throw decision;
  const same = sameAccess(person, request);
  if (same !== undefined) return same;
  // The workflow of a SCIM user who was deleted owns nobody.
  if (await isOpenWorkflow(client, owner)) throw managedByScim(person, owner);
  if (decision instanceof ProblemError) throw decision;
  return decision;
}

function decisionOrProblem(
  person: FoundPerson,
  request: OnboardingRequest,
  caller: Caller,
): Decision | ProblemError {
  try {
    return decideFor(person, request, caller);
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
}

/** The onboarding that the owner has asked for, if the request asks for the same access. Which groups to leave is the owner's. */
function sameAccess(
  { view, record, flow, lost }: RememberedPerson,
  request: OnboardingRequest,
): Decision | undefined {
  const asked = record.request;
  if (asked === undefined || request.rehire === true || lost) return undefined;
  const { leaveGroups } = asked;
  if (accessContent({ ...request, leaveGroups }) !== accessContent(asked)) return undefined;
  return { outcome: 'known', view: onboardingOfFlow({ view, record }, flow) };
}

function managedByScim({ personId, flow }: FoundPerson, owner: string): ProblemError {
  return new ProblemError(
    'managed_by_scim',
    `The SCIM user ${scimIdOf(owner)} manages this person (newest flow: ${flowIdFor(personId, flow)}). Change the user's groups or roles at the identity provider. To end all access at once, use POST /v1/offboardings.`,
  );
}
