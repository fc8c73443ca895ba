import { parseFlowId } from '../contract/temporal/flow-ids.ts';

/** Where `src/api/server.ts` registers the console. */
export const consolePath = '/console';

export const importPath = `${consolePath}/import`;
/** The import of people who leave. */
export const leaversPath = `${importPath}/leavers`;
export const accessPath = `${consolePath}/access`;
export const eventsPath = `${consolePath}/events`;
export const brakePath = `${consolePath}/brake`;
export const scimPath = `${consolePath}/scim`;
export const driftPath = `${consolePath}/drift`;
export const todayPath = `${consolePath}/today`;

/** The page of the person of an onboarding or offboarding: it shows the newest one. */
export function personPath(flowId: string): string {
  return `${consolePath}/people/${parseFlowId(flowId).personId}`;
}

/** The page of one onboarding or offboarding of a person, which may be an earlier one. */
export function flowPath(flowId: string): string {
  return `${consolePath}/people/${flowId}`;
}

/** Where the commands of an offboarding are sent. */
export function offboardingPath(offboardingId: string): string {
  return `${consolePath}/offboardings/${offboardingId}`;
}

/** Where the order that a person leaves is sent. */
export function leavePath(personId: string): string {
  return `${consolePath}/people/${personId}/leave`;
}
