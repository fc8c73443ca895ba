/* Without cryptography, so that workflow code can import it: the keyed hashes are in `keys.ts`. */

const userPrefix = 'scim-user-';
const groupPrefix = 'scim-group-';

/** The `id` of a SCIM resource, which is a keyed hash of the name that it was created with. */
export const scimIdPattern = /^[0-9a-f]{32}$/;

/** The ID of the workflow that keeps a user, or that reserves the name of one. */
export function userWorkflowId(id: string): string {
  return `${userPrefix}${id}`;
}

/** The ID of the workflow that keeps a group, or that reserves the name of one. */
export function groupWorkflowId(id: string): string {
  return `${groupPrefix}${id}`;
}

/** The `id` of the resource that a workflow with this ID keeps. */
export function scimIdOf(workflowId: string): string {
  return workflowId.slice(workflowId.lastIndexOf('-') + 1);
}
