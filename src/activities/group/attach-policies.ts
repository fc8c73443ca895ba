import type { AttachPoliciesInput } from '../../contract/temporal/step-data.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { createSession } from '../support/session.ts';
import { refusedFailure } from '../support/vultr-failures.ts';

/** Step 3. Attaches the policies that are not attached yet and reads all of them back. Returns the names it attached. */
export function createAttachPolicies(client: VultrClient) {
  return async function attachPolicies(input: AttachPoliciesInput): Promise<string[]> {
    const { groupId, policies, timings } = input;
    const vultr = createSession(client, timings);
    const findMissing = async () => {
      const attached = new Set((await vultr.groups.policies(groupId)).map(({ id }) => id));
      return policies.filter(({ id }) => !attached.has(id));
    };
    const toAttach = await findMissing();
    for (const policy of toAttach) {
      const attached = await vultr.policies.attachToGroup(policy.id, groupId);
      // A refusal may mean "already attached"; another look decides.
      if (attached.refusal !== undefined && (await findMissing()).some(({ id }) => id === policy.id)) {
        throw refusedFailure(attached.refusal);
      }
    }
    const complete = await vultr.readBack(async () =>
      (await findMissing()).length === 0 ? true : undefined,
    );
    if (complete === undefined) {
      const message = 'Vultr confirmed the attachment but the group does not show it';
      const request = 'POST /v2/policies/{policy_id}/groups/{group_id}';
      throw codedFailure('write_not_visible', message, { request });
    }
    return toAttach.map(({ name }) => name);
  };
}
