import type { Cases } from './dialect-cases.ts';
import {
  countsOf,
  invite,
  invitationId,
  join,
  type Json,
  makeGroup,
  noSuchId,
  onboard,
  type Sim,
  threeDaysMs,
} from './harness.ts';
import type { shapes } from './shape-cases.ts';

const jane = { email_invited: 'jane.doe@example.com' };

/** One invitation accepted, one expired, one pending. */
async function threeInvitations(sim: Sim): Promise<void> {
  await invite(sim, 'expired@example.com');
  await join(sim, 'accepted@example.com');
  sim.pass(threeDaysMs);
  await invite(sim, 'pending@example.com');
}

async function listed(sim: Sim): Promise<string[]> {
  const { body } = await sim.send('GET', '/v2/invitation');
  return body.invites.map((invitation: Json) => invitation.email_invited.split('@')[0]);
}

async function expiredInvitation(sim: Sim): Promise<string> {
  const id = await invite(sim);
  sim.pass(threeDaysMs);
  return id;
}

/** How the same request ends. */
export const behaviours = {
  invitationList: {
    async look(sim) {
      await threeInvitations(sim);
      return listed(sim);
    },
    sees: { all: ['expired', 'accepted', 'pending'], pending: ['expired', 'pending'] },
  },
  expiredListed: {
    async look(sim) {
      await threeInvitations(sim);
      return listed(sim);
    },
    sees: { true: ['expired', 'accepted', 'pending'], false: ['accepted', 'pending'] },
  },
  expiredStatus: {
    look: async (sim) =>
      (await sim.send('GET', `/v2/invitation/${await expiredInvitation(sim)}`)).body.invite_status,
    sees: { Pending: 'Pending', Expired: 'Expired' },
  },
  resendExpired: {
    async look(sim) {
      const { status } = await sim.send('POST', `/v2/invitation/${await expiredInvitation(sim)}/resend`);
      return [status, (await countsOf(sim)).mails];
    },
    sees: { allowed: [200, 2], 400: [400, 1], 404: [404, 1] },
  },
  resendId: {
    async look(sim) {
      const id = await invite(sim);
      const { body } = await sim.send('POST', `/v2/invitation/${id}/resend`);
      const old = await sim.send('GET', `/v2/invitation/${id}`);
      return [body.id === id, (await invitationId(sim)) === body.id, old.status];
    },
    sees: { same: [true, true, 200], new: [false, true, 404] },
  },
  duplicateInvitation: {
    async look(sim) {
      const id = await invite(sim);
      const { status, body } = await sim.send('POST', '/v2/invitation', jane);
      const { invitations, mails } = await countsOf(sim);
      return [status, body.id === id, invitations, mails];
    },
    sees: { 400: [400, false, 1, 1], doubled: [201, false, 2, 2], same: [201, true, 1, 1] },
  },
  expiredBlocksNew: {
    async look(sim) {
      await expiredInvitation(sim);
      return (await sim.send('POST', '/v2/invitation', jane)).status;
    },
    sees: { true: 400, false: 201 },
  },
  inviteMember: {
    async look(sim) {
      await join(sim);
      return (await sim.send('POST', '/v2/invitation', jane)).status;
    },
    sees: { 400: 400, allowed: 201 },
  },
  pendingUsersListed: {
    async look(sim) {
      const id = await invite(sim);
      const { body } = await sim.send('GET', '/v2/users');
      const pending = body.users
        .slice(1)
        .map((user: Json) => [user.email, user.status, user.invite_accepted]);
      const accepted = await sim.send('POST', `/__sim/invitations/${id}/accept`);
      return [pending, body.users[1]?.id === accepted.body.user.id];
    },
    sees: { true: [[['jane.doe@example.com', 'pending', false]], true], false: [[], false] },
  },
  rootListed: {
    look: async (sim) => (await sim.send('GET', '/v2/users')).body.users.map((user: Json) => user.email),
    sees: { true: ['root@example.com'], false: [] },
  },
  duplicateGroupName: {
    async look(sim) {
      await makeGroup(sim);
      const again = { display_name: 'Developers', description: '' };
      const { status } = await sim.send('POST', '/v2/groups', again);
      return [status, (await countsOf(sim)).groups];
    },
    sees: { allowed: [201, 2], 400: [400, 1] },
  },
  deletedGroupsListed: {
    async look(sim) {
      const id = await makeGroup(sim);
      await sim.send('DELETE', `/v2/groups/${id}`);
      const { body } = await sim.send('GET', '/v2/groups');
      const { status } = await sim.send('GET', `/v2/groups/${id}`);
      return [body.groups.map((group: Json) => group.status), status];
    },
    sees: { true: [['deleted'], 200], false: [[], 404] },
  },
  memberNamedBy: {
    async look(sim) {
      const [user, group] = [await join(sim), await makeGroup(sim)];
      const add = async (body: object) =>
        (await sim.send('POST', `/v2/groups/${group}/members`, body)).status;
      return [
        await add({ user_id: user.id, display_name: 'Somebody else' }),
        await add({ display_name: 'jane.doe@example.com' }),
      ];
    },
    sees: { user_id: [201, 201], display_name: [404, 201] },
  },
  duplicateMember: {
    async look(sim) {
      const { user, group } = await onboard(sim);
      return (await sim.send('POST', `/v2/groups/${group}/members`, { user_id: user.id })).status;
    },
    sees: { 201: 201, 400: 400, 409: 409 },
  },
  removedMember: {
    async look(sim) {
      const { user, group } = await onboard(sim);
      await sim.send('DELETE', `/v2/groups/${group}/members/${user.id}`);
      const { status } = await sim.send('POST', `/v2/groups/${group}/members`, { user_id: user.id });
      return [status, (await countsOf(sim)).memberships];
    },
    sees: { revived: [201, 1], 400: [400, 0] },
  },
  duplicateAttachment: {
    async look(sim) {
      const { policy, group } = await onboard(sim);
      const { status } = await sim.send('POST', `/v2/policies/${policy}/groups/${group}`);
      return [status, (await countsOf(sim)).attachments];
    },
    sees: { 201: [201, 1], 400: [400, 1], 409: [409, 1] },
  },
  memberWrite: {
    async look(sim) {
      await onboard(sim);
      return (await countsOf(sim)).memberships;
    },
    sees: { effective: 1, ignored: 0 },
  },
  attachmentWrite: {
    async look(sim) {
      await onboard(sim);
      return (await countsOf(sim)).attachments;
    },
    sees: { effective: 1, ignored: 0 },
  },
  missing: {
    async look(sim) {
      const paths = ['invitation', 'users', 'groups', 'policies', 'organizations', 'roles'];
      const answers = await Promise.all(paths.map((path) => sim.send('GET', `/v2/${path}/${noSuchId}`)));
      return [...new Set(answers.map(({ status }) => status))];
    },
    sees: { 404: [404], 400: [400] },
  },
  retryAfter: {
    async look(sim) {
      await sim.send('PUT', '/__sim/dialect', { requestsPerSecond: 1 });
      await sim.send('GET', '/v2/groups');
      const { status, headers } = await sim.send('GET', '/v2/groups');
      const value = headers.get('retry-after');
      return [
        status,
        value === null ? 'absent' : /^\d+$/.test(value) ? value : Date.parse(value) > Date.now(),
      ];
    },
    sees: { seconds: [429, '1'], date: [429, true], absent: [429, 'absent'] },
  },
} satisfies Omit<Cases, keyof typeof shapes>;
