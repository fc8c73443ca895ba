/* Without cryptography, so that workflow code can import it: the keyed hashes are in `workflow-ids.ts`. */

/** ID of one flow of a person, counted from 1. It is the `id` of an onboarding in the API. */
export function flowIdFor(personId: string, flow: number): string {
  return `${personId}.${flow}`;
}

/** Takes a flow ID apart. Call it with an ID that matches `flowIdPattern`. */
export function parseFlowId(flowId: string): { readonly personId: string; readonly flow: number } {
  const [personId = '', flow] = flowId.split('.');
  return { personId, flow: Number(flow) };
}

export const personIdPattern = /^person-[0-9a-f]{32}$/;
export const flowIdPattern = /^person-[0-9a-f]{32}\.[1-9]\d{0,8}$/;
