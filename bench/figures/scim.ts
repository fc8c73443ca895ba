import { randomUUID } from 'node:crypto';
import { groupWorkflowId } from '../../src/contract/scim/ids.ts';
import type { GroupMemo } from '../../src/contract/scim/kept.ts';
import { serviceUserSchema } from '../../src/contract/scim/resolve-target.ts';
import { workflows } from '../../src/contract/temporal/workflow-definitions.ts';
import { createOrganizationClient } from '../../src/temporal/organization-client.ts';
import { createIdentityProvider, type IdentityProvider } from '../../test/support/identity-provider.ts';
import { writeRolesFile } from '../../test/support/roles-file.ts';
import type { StartedTestEnvironment } from '../../test/support/test-environment.ts';
import { type Service, startService } from '../service.ts';
import { inParallel, percentile, seconds, until } from '../statistics.ts';
import type { Figure } from './figure.ts';

export type ScimSizes = {
  /** Users in the store alone. */
  readonly users: number;
  /** Users who are looked for right after their creation. */
  readonly filters: number;
  /** Users who are created with a role while a worker reconciles them. */
  readonly reconciled: number;
  readonly updates: number;
  /** Members of the group to which others are added. */
  readonly members: number;
  readonly additions: number;
};

const role = 'developers';
/** An identity provider sends a few requests at once. */
const clients = 8;
const lists = 3;
const rateBudget = 25;
const providerSecret = 'a-secret-of-the-provider-for-the-benchmark';

/** Measures SCIM as an identity provider sees it: the store alone, and with a worker that reconciles its users. */
export async function measureScim(environment: StartedTestEnvironment, sizes: ScimSizes): Promise<Figure[]> {
  return [...(await measureStore(environment, sizes)), ...(await measureAtWork(environment, sizes))];
}

async function measureStore(
  environment: StartedTestEnvironment,
  { users, filters }: ScimSizes,
): Promise<Figure[]> {
  const service = await startService(environment);
  const [one, other] = [await startProvider(environment, service), await startProvider(environment, service)];
  try {
    const create = (name: string) => (number: number) => one.provider.createUser(addressOf(name, number));
    const start = () => startBare(service);
    const few = Math.ceil(users / 10);
    // Not measured, so that neither side pays for one-time work such as compiling hot code.
    await measure(few, clients, create('warm-up'));
    await measure(few, clients, start);
    const before = await measure(few, clients, start);
    const created = await measure(users, clients, create('user'));
    const after = await measure(few, clients, start);

    let stale = 0;
    await measure(filters, clients, async (number) => {
      const id = await create('new')(number);
      const found = await other.provider.findUsers(addressOf('new', number));
      if (found.join() !== id) stale += 1;
    });

    const expected = few + users + filters;
    const listed = await measure(lists, 1, async () => {
      const { length } = await one.provider.listUsers();
      if (length !== expected) throw new Error(`the list has ${length} users, not ${expected}`);
    });
    const slowest = percentile(listed.times, 100);
    const bare = (before.perSecond + after.perSecond) / 2;
    return [
      {
        name: `SCIM users created per second in the store alone (${users}, ${clients} at once), compared with bare workflow starts`,
        aim: '≥ 30/s',
        measured: `${created.perSecond.toFixed(0)}/s vs ${bare.toFixed(0)}/s, p50 ${percentile(created.times, 50).toFixed(0)} ms`,
        reached: created.perSecond >= 30,
      },
      {
        name: `SCIM users whom a filter by userName does not find right after their creation, at another API (of ${filters})`,
        aim: '0',
        measured: String(stale),
        reached: stale === 0,
      },
      {
        name: `list of ${expected} SCIM users, in pages of 500, the slowest of ${lists}`,
        aim: '≤ 6 s',
        measured: seconds(slowest),
        reached: slowest <= 6_000,
      },
    ];
  } finally {
    for (const { stop } of [one, other]) await stop();
    await service.stop();
  }
}

async function measureAtWork(
  environment: StartedTestEnvironment,
  { reconciled, updates, members, additions }: ScimSizes,
): Promise<Figure[]> {
  const service = await startService(environment);
  const rolesFile = await writeRolesFile(environment.folder, [role]);
  const { provider, stop } = await startProvider(environment, service);
  try {
    await service.startWorker(rateBudget, { ONBOARDING_ROLES_FILE: rolesFile });
    const ids: string[] = [];
    await measure(additions, clients, async (number) => {
      ids[number] = await provider.createUser(addressOf('user', number));
    });
    await untilAllAre(provider, 'awaiting_group', additions);
    const idOf = (number: number) => ids[number % ids.length] ?? '';
    const updated = await measure(updates, 1, (number) =>
      provider.updateUser(idOf(number), 'title', `Title ${number}`),
    );
    const groupId = await startGroup(service, members);
    const added = await measure(additions, 1, (number) =>
      provider.changeMembers(groupId, 'Add', [idOf(number)]),
    );

    const from = performance.now();
    const created = await measure(reconciled, clients, (number) =>
      provider.createUser(addressOf('hire', number), { [serviceUserSchema]: { role } }),
    );
    await until(async () => ((await service.simulator.counts())['mails'] === reconciled ? true : undefined));
    const invitedPerSecond = (reconciled / (performance.now() - from)) * 1_000;
    const updateMs = percentile(updated.times, 95);
    const additionMs = percentile(added.times, 50);
    return [
      {
        name: `update of a SCIM user with the reconciler at work, p95 (of ${updates}, one after the other)`,
        aim: '≤ 60 ms',
        measured: `${updateMs.toFixed(0)} ms, p50 ${percentile(updated.times, 50).toFixed(0)} ms`,
        reached: updateMs <= 60,
        reason:
          'the worker that takes the update reconciles the user of the one before, on the same two cores',
      },
      {
        name: `one more member of a SCIM group of ${members}, p50 (of ${additions}, one after the other)`,
        aim: '≤ 50 ms',
        measured: `${additionMs.toFixed(0)} ms, p95 ${percentile(added.times, 95).toFixed(0)} ms`,
        reached: additionMs <= 50,
        reason: 'a change takes several calls to Temporal and writes the encrypted list of all members again',
      },
      {
        name: `SCIM users created per second with a role while the reconciler is at work (${reconciled}, ${clients} at once), and invited per second from the first creation`,
        aim: '–',
        measured: `${created.perSecond.toFixed(0)}/s created, ${invitedPerSecond.toFixed(1)}/s invited`,
        reached: undefined,
      },
    ];
  } finally {
    await stop();
    await service.stop();
  }
}

/** Starts an API that speaks SCIM, and an identity provider that sends its requests there. */
async function startProvider(environment: StartedTestEnvironment, service: Service) {
  const { program, url } = await service.startApi({
    ONBOARDING_API_KEYS: `bench/provision:${providerSecret}`,
    ONBOARDING_ROLES_FILE: await writeRolesFile(environment.folder, [role]),
    ONBOARDING_SCIM_URL: 'http://127.0.0.1',
  });
  const provider = createIdentityProvider([`${url}/scim/v2`], providerSecret);
  return { provider, stop: () => program.stop() };
}

/** Starts a group whose members are no users, at the cost of one start. Returns its `id`. */
async function startGroup({ client, organization }: Service, count: number): Promise<string> {
  const id = 'f'.repeat(32);
  const members = Array.from({ length: count }, (_, at) => at.toString(16).padStart(32, '0'));
  const created = new Date().toISOString();
  const memo: GroupMemo = {
    scimGroup: { displayName: 'Everyone', members, version: 1, created, modified: created, names: [] },
  };
  await createOrganizationClient(client, organization).start(workflows.scimGroup, {
    workflowId: groupWorkflowId(id),
    args: [{}],
    memo,
  });
  return id;
}

async function startBare({ client, organization }: Service): Promise<void> {
  await client.workflow.start('scimUser', {
    workflowId: randomUUID(),
    taskQueue: `without-worker-${organization}`,
    args: [{}],
  });
}

async function untilAllAre(provider: IdentityProvider, state: string, count: number): Promise<void> {
  await until(async () => {
    const users = await provider.listUsers();
    return users.filter((user) => user.state === state).length === count ? true : undefined;
  }, 2_000);
}

/** Returns the duration of each call in milliseconds, and how many calls a second were made. */
async function measure(count: number, concurrency: number, call: (number: number) => Promise<unknown>) {
  const times: number[] = [];
  const from = performance.now();
  await inParallel(Array.from({ length: count }), concurrency, async (_, number) => {
    const sentAt = performance.now();
    await call(number);
    times.push(performance.now() - sentAt);
  });
  return { times, perSecond: (count / (performance.now() - from)) * 1_000 };
}

function addressOf(name: string, number: number): string {
  return `${name}${number}@example.com`;
}
