import type { OrganizationClient } from '../temporal/organization-client.ts';
import type { OnboardingRequest } from '../contract/api/onboarding-request.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { parseFlowId } from '../contract/temporal/flow-ids.ts';
import { viewOfFlow } from './decide.ts';
import { findFlow } from './find-person.ts';
import type { Onboardings } from './onboardings.ts';

/**
 * Hires the person of an onboarding again, with what it was asked for. A repeated call finds the onboarding that the first
 * one has led to.
 */
export function createRehire(client: OrganizationClient, start: Onboardings['start']): Onboardings['rehire'] {
  return async (id, caller) => {
    const found = await findFlow(client, id);
    const { flow } = parseFlowId(id);
    const { record, isNewest, flowView } = found;
    const successor = record.requests.find((request) => request.flow === flow + 1 && request.rehire === true);
    if (successor !== undefined) {
      return { outcome: 'existing', onboarding: viewOfFlow(found, successor.flow) };
    }
    if (!isNewest) {
      const detail = `A later onboarding of this person exists: ${found.view.id}. Rehire that one.`;
      throw new ProblemError('command_not_possible', detail);
    }
    const policies = flowView.policies.map(({ name }) => name);
    const { replaces: _, ...request } = record.request;
    const again: OnboardingRequest = { ...request, policies, rehire: true };
    // The ID names the flow that is to be repeated, so this order is never a repetition of an earlier one.
    return start(again, { ...caller, idempotencyKey: `rehire ${id}` });
  };
}
