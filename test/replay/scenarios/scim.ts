import { groupWorkflowId, userWorkflowId } from '../../../src/contract/scim/ids.ts';
import { user } from '../../people/user.ts';
import { until } from '../../support/until.ts';
import type { Recorded, Scenario, Scene } from './scenario.ts';

const stranger = '0'.repeat(32);

/**
 * A user with a group, renamed and deleted; the group, renamed and deleted; the name that the user reserved; and a group that
 * is renamed and gets other members at once.
 */
export const scimScenarios: readonly Scenario[] = [
  {
    name: 'scim-user',
    events: false,
    play: async (scene) => ended(scene, userWorkflowId((await lifeOf(scene)).userId)),
  },
  {
    name: 'scim-group',
    events: false,
    play: async (scene) => ended(scene, groupWorkflowId((await lifeOf(scene)).groupId)),
  },
  {
    name: 'scim-group-as-a-whole',
    events: false,
    async play(scene) {
      const { people } = scene;
      const [ada, grace] = [await people.createUser(user('ada')), await people.createUser(user('grace'))];
      const { group } = await people.createGroup({ displayName: 'Developers', members: [ada.id] });
      const change = { displayName: 'Engineers', members: { drop: 'all', add: [grace.id] } } as const;
      await people.writeGroup(group.id, change, [group.version]);
      await until(
        'the membership',
        () => people.getUser(grace.id),
        (read) => read?.groups[0]?.display === 'Engineers',
      );
      await people.writeGroup(group.id, { members: { drop: [], add: [ada.id] } }, [2]);
      await people.removeGroup(group.id);
      return ended(scene, groupWorkflowId(group.id));
    },
  },
  {
    name: 'scim-name',
    events: false,
    play: async (scene) => ended(scene, userWorkflowId((await lifeOf(scene)).nameId)),
  },
];

async function lifeOf({ people }: Scene) {
  const { id: userId } = await people.createUser(user('ada'));
  const { group } = await people.createGroup({ displayName: 'Developers', members: [userId, stranger] });
  await until(
    'the membership',
    () => people.getUser(userId),
    (read) => read?.groups.length === 1,
  );
  // The reserved name is where a user with that name would be.
  const { id: nameId } = await people.createUser(user('lovelace'));
  await people.removeUser(nameId);
  await people.writeUser(userId, ({ resource }) => ({ ...resource, userName: 'lovelace@example.com' }));
  await people.writeGroup(group.id, { displayName: 'Engineers', externalId: 'group-1' });
  await people.changeMembers(group.id, { drop: 'all', add: [] });
  await people.changeMembers(group.id, { drop: [], add: [userId] });
  await people.removeUser(userId);
  await people.removeGroup(group.id);
  return { userId, groupId: group.id, nameId };
}

/** Waits until the workflow has ended. */
async function ended({ client }: Scene, workflowId: string): Promise<Recorded> {
  const { runId } = await until(
    `${workflowId} to end`,
    () => client.workflow.getHandle(workflowId).describe(),
    ({ status }) => status.name === 'COMPLETED',
  );
  return { workflowId, runId };
}
