import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IdentityProvider, ProvisionedUser } from '../support/identity-provider.ts';
import { inParallel } from '../support/in-parallel.ts';
import { scimGroupOf } from '../support/roles-file.ts';
import { groupsWithoutLimit } from './groups-without-limit.ts';
import { acceptAll, mails } from './mailbox.ts';
import { type ProvisioningService, startService } from './service.ts';

const roles = ['analysts', 'billing', 'developers', 'operators', 'support'];
const size = 200;
const leaving = 10;
const moving = 20;
const atOnce = 8;
const timeout = 20 * 60_000;
/** A list of hundreds costs the service something. It says what is missing before the test runs out of time. */
const rarely = { timeout: timeout - 120_000, interval: 2_000 };

const emailOf = (number: number) => `person${number}@example.com`;
const roleOf = (number: number) => roles[number % roles.length] ?? '';
const isLeaving = (number: number) => number < leaving;
const isMoving = (number: number) => number >= leaving && number < leaving + moving;
/** A person who moves gets the role that follows. */
const newRoleOf = (number: number) => roleOf(isMoving(number) ? number + 1 : number);
const numbers = Array.from({ length: size }, (_, number) => number);

let service: ProvisioningService;
let provider: IdentityProvider;
const accepting = new AbortController();
let accepted: Promise<void>;
const userIds: string[] = [];
const groupIds = new Map<string, string>();

beforeAll(async () => {
  service = await startService(roles, 1, {
    // Two changes of a move arrive one right after the other.
    ONBOARDING_SCIM_SETTLE: '5s',
    ONBOARDING_BRAKE_LIMIT: String(leaving + moving),
    ONBOARDING_BRAKE_SETTLE: '5s',
    ONBOARDING_LEAVER_GRACE: '0s',
  });
  ({ provider } = service);
  await service.startWorker();
  accepted = acceptAll(service.vultr, accepting.signal);
}, 120_000);

afterAll(async () => {
  accepting.abort();
  await accepted;
  await service?.stop();
}, 120_000);

/** The user with this number, as SCIM shows it once it is as expected. */
async function usersOnce(isDone: (user: ProvisionedUser, number: number) => boolean) {
  const pending = async () => {
    const byName = new Map((await provider.listUsers()).map((user) => [user.userName, user]));
    users = numbers.map((number) => byName.get(emailOf(number)));
    return users.flatMap((user, number) =>
      user !== undefined && isDone(user, number) ? [] : [describeUser(user, number)],
    );
  };
  let users: (ProvisionedUser | undefined)[] = [];
  await expect.poll(pending, rarely).toEqual([]);
  return users.map((user) => user?.flowId ?? '');
}

function describeUser(user: ProvisionedUser | undefined, number: number): string {
  return `${emailOf(number)} is ${user?.state} with ${user?.accessRoles.join()} ${user?.detail ?? ''}`;
}

const hasAccess = (user: ProvisionedUser, role: string) =>
  user.state === 'access' && user.accessRoles.join() === role;

function failedChecks(
  proof: { readonly checks: readonly { readonly name: string; readonly passed: boolean }[] } | undefined,
) {
  return proof === undefined
    ? 'no proof'
    : proof.checks.filter(({ passed }) => !passed).map(({ name }) => name);
}

describe(`${size} people in ${roles.length} groups, as Entra provisions them`, () => {
  test('get the access of their group, and each has it verified', { timeout }, async () => {
    await inParallel(numbers, atOnce, async (number) => {
      expect(await provider.findUsers(emailOf(number))).toEqual([]);
      userIds[number] = await provider.createUser(emailOf(number));
    });
    for (const role of roles) {
      const groupId = await provider.createGroup(scimGroupOf(role));
      groupIds.set(role, groupId);
      const members = userIds.filter((_, number) => roleOf(number) === role);
      await provider.changeMembers(groupId, 'Add', members);
    }

    const flowIds = await usersOnce((user, number) => hasAccess(user, roleOf(number)));
    expect(await groupsWithoutLimit(service.vultr)).toEqual(
      Object.fromEntries(numbers.map((number) => [emailOf(number), [roleOf(number)]])),
    );
    await inParallel(flowIds, atOnce, async (flowId, number) => {
      const { email, state, evidence } = await service.onboarding(flowId);
      expect({ email, state, failed: failedChecks(evidence) }).toEqual({
        email: emailOf(number),
        state: 'completed',
        failed: [],
      });
    });
    expect(await mails(service.vultr)).toHaveLength(size);
  });

  test(
    `${leaving} leave and ${moving} move, all with proof, and nobody else is touched`,
    { timeout },
    async () => {
      await inParallel(numbers.slice(0, leaving + moving), atOnce, async (number) => {
        const id = userIds[number] ?? '';
        if (isLeaving(number)) return provider.updateUser(id, 'active', 'False');
        const change = (op: 'Add' | 'Remove', role: string) =>
          provider.changeMembers(groupIds.get(role) ?? '', op, [id]);
        const both = [() => change('Remove', roleOf(number)), () => change('Add', newRoleOf(number))];
        // Entra synchronizes one group after the other, in any order.
        for (const one of number % 2 === 0 ? both : both.toReversed()) await one();
      });

      const flowIds = await usersOnce((user, number) =>
        isLeaving(number) ? user.state === 'left' : hasAccess(user, newRoleOf(number)),
      );
      const staying = numbers.filter((number) => !isLeaving(number));
      expect(await groupsWithoutLimit(service.vultr)).toEqual(
        Object.fromEntries(staying.map((number) => [emailOf(number), [newRoleOf(number)]])),
      );
      await inParallel(flowIds.slice(0, leaving), atOnce, async (flowId) => {
        const { state, evidence } = await service.offboarding(flowId);
        expect({ state, failed: failedChecks(evidence) }).toEqual({ state: 'left', failed: [] });
      });
      await inParallel(numbers.filter(isMoving), atOnce, async (number) => {
        const { state, evidence, leftGroups } = await service.onboarding(flowIds[number] ?? '');
        expect({
          state,
          failed: [failedChecks(evidence), failedChecks(leftGroups)],
          left: leftGroups?.groups.map(({ name }) => name),
        }).toEqual({ state: 'completed', failed: [[], []], left: [roleOf(number)] });
      });
      expect(await mails(service.vultr)).toHaveLength(size);
    },
  );
});
