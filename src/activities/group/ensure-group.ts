import type { EnsuredGroup, EnsureGroupInput } from '../../contract/temporal/step-data.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { findUniqueGroup } from '../support/find-unique.ts';
import { createSession } from '../support/session.ts';
import { refusedFailure } from '../support/vultr-failures.ts';

/** Step 2. Adopts the one active group of exactly this name; otherwise creates it and reads it back. */
export function createEnsureGroup(client: VultrClient) {
  return async function ensureGroup(input: EnsureGroupInput): Promise<EnsuredGroup> {
    const { name, description, timings } = input;
    const vultr = createSession(client, timings);
    const find = async () => findUniqueGroup(await vultr.groups.list(), name);
    const existing = await find();
    if (existing !== undefined) return { id: existing.id, created: false };

    const created = await vultr.groups.create({ name, description });
    if (created.refusal !== undefined) {
      const other = await find();
      if (other !== undefined) return { id: other.id, created: false };
      throw refusedFailure(created.refusal);
    }
    const id = created.value?.id;
    const group = await vultr.readBack(() => (id === undefined ? find() : vultr.groups.get(id)));
    const request = 'POST /v2/groups';
    if (group === undefined) {
      // Creating it again could make a second group of the name, and nothing would tell the two apart.
      const message = `Vultr confirmed the group "${name}" but does not show it`;
      throw codedFailure('write_not_visible', message, { request }, { final: true });
    }
    // Vultr is known to truncate names silently and to respond with 201 all the same.
    if (group.name !== name) {
      const facts = { asked: name, got: group.name, groupId: group.id };
      throw codedFailure('vultr_refused', 'Vultr created the group under another name', { request, facts });
    }
    return { id: group.id, created: true };
  };
}
