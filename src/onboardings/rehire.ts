import type { OrganizationClient } from '../temporal/organization-client.ts';
import type { OnboardingRequest } from '../contract/api/onboarding-request.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { parseFlowId } from '../contract/temporal/flow-ids.ts';
import { isOnboarding } from '../contract/temporal/flow-view.ts';
import { onboardingOfFlow } from './decide.ts';
import { findOnboarding } from './find-person.ts';
import type { Onboardings } from './onboardings.ts';

/**
 * Hires the person of an onboarding again, with what it was asked for. A repeated call finds the onboarding that the first
 * one has led to.
 */
export function createRehire(client: OrganizationClient, start: Onboardings['start']): Onboardings['rehire'] {
  return async (id, caller) => {
    const found = await findOnboarding(client, id);
    const { flow } = parseFlowId(id);
    const { record, flowView } = found;
    // The newest request comes first.
    const successor = record.requests.findLast((one) => one.flow > flow && one.offboard !== true);
    if (successor?.rehire === true) {
      return { outcome: 'existing', onboarding: onboardingOfFlow(found, successor.flow) };
    }
    const newest = [found.view, ...record.earlier].find(isOnboarding);
    if (newest !== undefined && newest.id !== id) {
      const detail = `A later onboarding of this person exists: ${newest.id}. Rehire that one.`;
      throw new ProblemError('command_not_possible', detail);
    }
    if (record.request === undefined) throw new Error(`nothing is known of what ${id} was asked for`);
    const policies = flowView.policies.map(({ name }) => name);
    const { replaces: _replaces, supersede: _supersede, ...request } = record.request;
    // An operator may have corrected the names of policies; what a role means, the roles file says.
    const corrected = request.group === undefined ? {} : { policies };
    const again: OnboardingRequest = { ...request, ...corrected, rehire: true };
    // The ID names the flow that is to be repeated, so this order is never a repetition of an earlier one.
    return start(again, { ...caller, idempotencyKey: `rehire ${id}` });
  };
}
