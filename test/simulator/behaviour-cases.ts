import type { Cases } from './dialect-cases.ts';
import {
  change,
  countState,
  invite,
  invitationId,
  join,
  type Json,
  createGroup,
  createRole,
  unknownId,
  onboard,
  policyId,
  type Sim,
  threeDaysMs,
} from './harness.ts';
import type { shapes } from './shape-cases.ts';

const jane = { email_invited: 'jane.doe@example.com' };

/** Creates one accepted, one expired and one pending invitation. */
async function inviteThree(sim: Sim): Promise<void> {
  await invite(sim, 'expired@example.com');
  await join(sim, 'accepted@example.com');
  sim.advanceClock(threeDaysMs);
  await invite(sim, 'pending@example.com');
}

async function listedNames(sim: Sim): Promise<string[]> {
  const { body } = await sim.send('GET', '/v2/invitation');
  return body.invites.map((invitation: Json) => invitation.email_invited.split('@')[0]);
}

async function inviteAndExpire(sim: Sim): Promise<string> {
  const id = await invite(sim);
  sim.advanceClock(threeDaysMs);
  return id;
}

/** What the same request does in each dialect. */
export const behaviours = {
  invitationList: {
    async observe(sim) {
      await inviteThree(sim);
      return listedNames(sim);
    },
    expected: { all: ['expired', 'accepted', 'pending'], pending: ['expired', 'pending'] },
  },
  expiredListed: {
    async observe(sim) {
      await inviteThree(sim);
      return listedNames(sim);
    },
    expected: { true: ['expired', 'accepted', 'pending'], false: ['accepted', 'pending'] },
  },
  expiredStatus: {
    observe: async (sim) =>
      (await sim.send('GET', `/v2/invitation/${await inviteAndExpire(sim)}`)).body.invite_status,
    expected: { Pending: 'Pending', Expired: 'Expired' },
  },
  resendExpired: {
    async observe(sim) {
      const { status } = await sim.send('POST', `/v2/invitation/${await inviteAndExpire(sim)}/resend`);
      return [status, (await countState(sim)).mails];
    },
    expected: { allowed: [200, 2], 400: [400, 1], 404: [404, 1] },
  },
  resendId: {
    async observe(sim) {
      const id = await invite(sim);
      const { body } = await sim.send('POST', `/v2/invitation/${id}/resend`);
      const old = await sim.send('GET', `/v2/invitation/${id}`);
      return [body.id === id, (await invitationId(sim)) === body.id, old.status];
    },
    expected: { same: [true, true, 200], new: [false, true, 404] },
  },
  duplicateInvitation: {
    async observe(sim) {
      const id = await invite(sim);
      const { status, body } = await sim.send('POST', '/v2/invitation', jane);
      const { invitations, mails } = await countState(sim);
      return [status, body.id === id, invitations, mails];
    },
    expected: { 400: [400, false, 1, 1], doubled: [201, false, 2, 2], same: [201, true, 1, 1] },
  },
  expiredBlocksNew: {
    async observe(sim) {
      await inviteAndExpire(sim);
      return (await sim.send('POST', '/v2/invitation', jane)).status;
    },
    expected: { true: 400, false: 201 },
  },
  inviteMember: {
    async observe(sim) {
      await join(sim);
      return (await sim.send('POST', '/v2/invitation', jane)).status;
    },
    expected: { 400: 400, allowed: 201 },
  },
  pendingUsersListed: {
    async observe(sim) {
      const id = await invite(sim);
      const { body } = await sim.send('GET', '/v2/users');
      const pending = body.users
        .slice(1)
        .map((user: Json) => [user.email, user.status, user.invite_accepted]);
      const accepted = await sim.send('POST', `/__sim/invitations/${id}/accept`);
      return [pending, body.users[1]?.id === accepted.body.user.id];
    },
    expected: { true: [[['jane.doe@example.com', 'pending', false]], true], false: [[], false] },
  },
  rootListed: {
    observe: async (sim) => (await sim.send('GET', '/v2/users')).body.users.map((user: Json) => user.email),
    expected: { true: ['root@example.com'], false: [] },
  },
  suspendedUsers: {
    async observe(sim) {
      const { user, group } = await onboard(sim);
      await change(sim, user.id, 'suspend');
      const list = await sim.send('GET', '/v2/users');
      const listed = list.body.users.slice(1).map(({ status }: Json) => status);
      const read = await sim.send('GET', `/v2/users/${user.id}`);
      const members = await sim.send('GET', `/v2/groups/${group}/members`);
      const groups = await sim.send('GET', `/v2/users/${user.id}/groups`);
      return [listed, read.status, members.body.members[0].active, groups.body.groups.length];
    },
    expected: {
      suspended: [['suspended'], 200, false, 1],
      active: [['active'], 200, true, 1],
      absent: [[], 404, false, 1],
    },
  },
  duplicateSuspension: {
    async observe(sim) {
      const { id } = await join(sim);
      const changes = ['unsuspend', 'suspend', 'suspend', 'unsuspend'] as const;
      const statuses: number[] = [];
      for (const what of changes) statuses.push(await change(sim, id, what));
      return [statuses, (await sim.send('GET', `/v2/users/${id}`)).body.user.status];
    },
    expected: {
      204: [[204, 204, 204, 204], 'active'],
      400: [[400, 204, 400, 204], 'active'],
      404: [[404, 204, 404, 204], 'active'],
    },
  },
  suspendedKey: {
    async observe(sim) {
      const { user } = await onboard(sim);
      const myGroups = async () =>
        (await sim.send('GET', '/v2/users/me/groups', undefined, user.apiKey)).body.groups?.length;
      await change(sim, user.id, 'suspend');
      const whileSuspended = await myGroups();
      await change(sim, user.id, 'unsuspend');
      return [whileSuspended, await myGroups()];
    },
    expected: { refused: [undefined, 1], works: [1, 1] },
  },
  reinvitedAccess: {
    async observe(sim) {
      const { user } = await onboard(sim);
      await sim.send('POST', `/v2/policies/${await policyId(sim, 'DNS')}/users/${user.id}`);
      await sim.send('POST', `/v2/roles/${await createRole(sim)}/users/${user.id}`);
      await change(sim, user.id, 'remove');
      const whileRemoved = (await countState(sim)).memberships;
      const { apiKey } = await join(sim);
      const groups = await sim.send('GET', '/v2/users/me/groups', undefined, apiKey);
      const policies = await sim.send('GET', '/v2/users/me/policies', undefined, apiKey);
      const names = policies.body.policies.all.map(({ name }: Json) => name);
      const roles = await sim.send('GET', '/v2/users/me/roles', undefined, apiKey);
      return [
        whileRemoved,
        groups.body.groups.map((group: Json) => group.display_name),
        names,
        roles.body.roles.direct.map(({ name }: Json) => name),
      ];
    },
    expected: {
      gone: [0, [], [], []],
      revived: [0, ['Developers'], ['DNS', 'Provisioning'], ['Auditor']],
    },
  },
  rootRemoval: {
    async observe(sim) {
      const root = (await sim.send('GET', '/v2/users')).body.users[0].id;
      return [await change(sim, root, 'remove'), (await countState(sim)).users];
    },
    expected: { 400: [400, 1], 403: [403, 1] },
  },
  duplicateGroupName: {
    async observe(sim) {
      await createGroup(sim);
      const again = { display_name: 'Developers', description: '' };
      const { status } = await sim.send('POST', '/v2/groups', again);
      return [status, (await countState(sim)).groups];
    },
    expected: { allowed: [201, 2], 400: [400, 1] },
  },
  deletedGroupsListed: {
    async observe(sim) {
      const id = await createGroup(sim);
      await sim.send('DELETE', `/v2/groups/${id}`);
      const { body } = await sim.send('GET', '/v2/groups');
      const { status } = await sim.send('GET', `/v2/groups/${id}`);
      return [body.groups.map((group: Json) => group.status), status];
    },
    expected: { true: [['deleted'], 200], false: [[], 404] },
  },
  memberNamedBy: {
    async observe(sim) {
      const [user, group] = [await join(sim), await createGroup(sim)];
      const add = async (body: object) =>
        (await sim.send('POST', `/v2/groups/${group}/members`, body)).status;
      return [
        await add({ user_id: user.id, display_name: 'Another Person' }),
        await add({ display_name: 'jane.doe@example.com' }),
      ];
    },
    expected: { user_id: [201, 201], display_name: [404, 201] },
  },
  duplicateMember: {
    async observe(sim) {
      const { user, group } = await onboard(sim);
      return (await sim.send('POST', `/v2/groups/${group}/members`, { user_id: user.id })).status;
    },
    expected: { 201: 201, 400: 400, 409: 409 },
  },
  removedMember: {
    async observe(sim) {
      const { user, group } = await onboard(sim);
      await sim.send('DELETE', `/v2/groups/${group}/members/${user.id}`);
      const { status } = await sim.send('POST', `/v2/groups/${group}/members`, { user_id: user.id });
      return [status, (await countState(sim)).memberships];
    },
    expected: { revived: [201, 1], 400: [400, 0] },
  },
  duplicateAttachment: {
    async observe(sim) {
      const { policy, group } = await onboard(sim);
      const { status } = await sim.send('POST', `/v2/policies/${policy}/groups/${group}`);
      return [status, (await countState(sim)).attachments];
    },
    expected: { 201: [201, 1], 400: [400, 1], 409: [409, 1] },
  },
  memberWrite: {
    async observe(sim) {
      await onboard(sim);
      return (await countState(sim)).memberships;
    },
    expected: { effective: 1, ignored: 0 },
  },
  attachmentWrite: {
    async observe(sim) {
      await onboard(sim);
      return (await countState(sim)).attachments;
    },
    expected: { effective: 1, ignored: 0 },
  },
  missing: {
    async observe(sim) {
      const paths = ['invitation', 'users', 'groups', 'policies', 'organizations', 'roles'];
      const responses = await Promise.all(paths.map((path) => sim.send('GET', `/v2/${path}/${unknownId}`)));
      return [...new Set(responses.map(({ status }) => status))];
    },
    expected: { 404: [404], 400: [400] },
  },
  retryAfter: {
    async observe(sim) {
      await sim.send('PUT', '/__sim/dialect', { requestsPerSecond: 1 });
      await sim.send('GET', '/v2/groups');
      const { status, headers } = await sim.send('GET', '/v2/groups');
      const value = headers.get('retry-after');
      return [
        status,
        value === null ? 'absent' : /^\d+$/.test(value) ? value : Date.parse(value) > Date.now(),
      ];
    },
    expected: { seconds: [429, '1'], date: [429, true], absent: [429, 'absent'] },
  },
} satisfies Omit<Cases, keyof typeof shapes>;
