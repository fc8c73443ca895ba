import { parseFlowId } from './flow-ids.ts';

/** The page of the person of an onboarding in the console, as a line of Markdown; none if the console has no public address. */
export function consoleLink(flowId: string, consoleUrl: string | undefined): string[] {
  if (consoleUrl === undefined) return [];
  return ['', `**Console** ${consoleUrl}/console/people/${parseFlowId(flowId).personId}`];
}
