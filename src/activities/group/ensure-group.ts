import type {
  AttachPoliciesInput,
  EnsuredGroup,
  EnsureGroupInput,
} from '../../contract/temporal/step-data.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { readBack } from '../support/read-back.ts';
import { findUniqueGroup } from '../preflight/preflight.ts';
import { detailsOf, reading, writing } from '../support/vultr-calls.ts';

/** Step 2. Adopts the one active group of exactly this name, else creates it and reads it back. */
export function createEnsureGroup(vultr: VultrClient) {
  return async function ensureGroup(need: EnsureGroupInput): Promise<EnsuredGroup> {
    const { name, description, timings } = need;
    const find = async () =>
      findUniqueGroup(await reading(timings, (signal) => vultr.groups.list({ signal })), name);
    const existing = await find();
    if (existing !== undefined) return { id: existing.id, created: false };

    const created = await writing(timings, (signal) =>
      vultr.groups.create({ name, description }, { signal }),
    );
    if (created.refusal !== undefined) {
      const other = await find();
      if (other !== undefined) return { id: other.id, created: false };
      throw codedFailure('vultr_refused', created.refusal.message, detailsOf(created.refusal));
    }
    const id = created.value?.id;
    const seen = await readBack(timings, () =>
      id === undefined ? find() : reading(timings, (signal) => vultr.groups.get(id, { signal })),
    );
    const request = 'POST /v2/groups';
    if (seen === undefined) {
      // To create once more could make a second group of the name, which nobody can tell from the first.
      const message = `Vultr took the group "${name}" and does not show it`;
      throw codedFailure('write_not_visible', message, { request }, { final: true });
    }
    // Vultr is known to cut names silently and to say 201 all the same.
    if (seen.name !== name) {
      const facts = { asked: name, got: seen.name, groupId: seen.id };
      throw codedFailure('vultr_refused', 'Vultr made the group under another name', { request, facts });
    }
    return { id: seen.id, created: true };
  };
}

/** Step 3. Attaches what is not attached yet, and reads back that all of it is. Answers the names it attached. */
export function createAttachPolicies(vultr: VultrClient) {
  return async function attachPolicies(input: AttachPoliciesInput): Promise<string[]> {
    const { groupId, policies, timings } = input;
    const missing = async () => {
      const attached = await reading(timings, (signal) => vultr.groups.policies(groupId, { signal }));
      const ids = new Set(attached.map((policy) => policy.id));
      return policies.filter((policy) => !ids.has(policy.id));
    };
    const toAttach = await missing();
    for (const policy of toAttach) {
      const attached = await writing(timings, (signal) =>
        vultr.policies.attachToGroup(policy.id, groupId, { signal }),
      );
      // A refusal may mean "attached already": the look below decides.
      if (attached.refusal !== undefined && (await missing()).some((other) => other.id === policy.id)) {
        throw codedFailure('vultr_refused', attached.refusal.message, detailsOf(attached.refusal));
      }
    }
    const complete = await readBack(timings, async () => ((await missing()).length === 0 ? true : undefined));
    if (complete === undefined) {
      throw codedFailure('write_not_visible', 'Vultr took the attachment and the group does not show it', {
        request: 'POST /v2/policies/{policy_id}/groups/{group_id}',
      });
    }
    return toAttach.map((policy) => policy.name);
  };
}
