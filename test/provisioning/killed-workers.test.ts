import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inParallel } from '../support/in-parallel.ts';
import { scimGroupOf } from '../support/roles-file.ts';
import { groupsWithoutLimit } from './groups-without-limit.ts';
import { acceptAll } from './mailbox.ts';
import { type ProvisioningService, startService } from './service.ts';
import { carryOut, differenceFrom, sampleWishes, type Wish } from './wishes.ts';

const users = Number(process.env['PROVISIONING_USERS'] ?? 500);
const seed = Number(process.env['PROVISIONING_SEED'] ?? 20_261_127);
const roles = Array.from({ length: 20 }, (_, number) => `team-${number}`);
const killEveryMs = 10_000;
const atOnce = 8;
const timeout = 45 * 60_000;
/** A list of hundreds costs the service something. It says what is missing before the test runs out of time. */
const rarely = { timeout: timeout / 3, interval: 5_000 };

let service: ProvisioningService;
const ending = new AbortController();
let accepted: Promise<void>;

beforeAll(async () => {
  service = await startService(roles, 2, {
    ONBOARDING_SCIM_SETTLE: '5s',
    ONBOARDING_BRAKE_LIMIT: '1000',
    ONBOARDING_BRAKE_SETTLE: '1s',
    ONBOARDING_LEAVER_GRACE: '0s',
    // The step of a killed worker is repeated after this time.
    ONBOARDING_ATTEMPT_TIMEOUT: '20s',
    ONBOARDING_SETTLE: '1s',
    // A worker takes a tenth of the budget for its first 25 seconds, and no worker here gets that old. Two of them send 28
    // requests a second, of the 30 that Vultr allows.
    VULTR_REQUESTS_PER_SECOND: '140',
  });
  accepted = acceptAll(service.vultr, ending.signal);
}, 120_000);

afterAll(async () => {
  ending.abort();
  await accepted;
  await service?.stop();
}, 120_000);

/** Keeps two workers running, and kills one of them every ten seconds, in turn. Returns how many it has killed. */
async function killWorkers(signal: AbortSignal): Promise<number> {
  const workers = [await service.startWorker(), await service.startWorker()];
  for (let killed = 0; ; killed += 1) {
    await sleep(killEveryMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return killed;
    await workers.shift()?.kill();
    workers.push(await service.startWorker());
  }
}

const emailOf = (number: number) => `person${number}@example.com`;

/** Sends the wishes: the first ones of all people, then the second ones, so that later ones meet flows under way. */
async function provision(wishes: readonly (readonly Wish[])[]): Promise<void> {
  const { provider } = service;
  const groupIds = new Map<string, string>();
  for (const role of roles) groupIds.set(role, await provider.createGroup(scimGroupOf(role)));
  const ids: (string | undefined)[] = [];
  const rounds = Math.max(...wishes.map(({ length }) => length));
  for (let round = 0; round < rounds; round += 1) {
    await inParallel(wishes, atOnce, async (ofPerson, number) => {
      const wish = ofPerson[round];
      if (wish === undefined) return;
      const user = { email: emailOf(number), id: ids[number], before: ofPerson[round - 1] ?? 'none' };
      ids[number] = await carryOut(provider, groupIds, user, wish);
    });
  }
}

async function differences(last: readonly Wish[]): Promise<string[]> {
  const byName = new Map((await service.provider.listUsers()).map((user) => [user.userName, user]));
  return last.flatMap((wish, number) => {
    const email = emailOf(number);
    return differenceFrom(wish, email, byName.get(email)) ?? [];
  });
}

/** Who has which groups at Vultr. A person without a group has no access; one who is to be gone must not be there at all. */
async function accessAtVultr(last: readonly Wish[]) {
  const all = Object.entries(await groupsWithoutLimit(service.vultr));
  const isToBeGone = new Map(last.map((wish, number) => [emailOf(number), wish === 'none' || !wish.active]));
  return Object.fromEntries(
    all.filter(([email, groups]) => groups.length > 0 || isToBeGone.get(email) !== false),
  );
}

function accessWished(last: readonly Wish[]) {
  return Object.fromEntries(
    last.flatMap((wish, number) =>
      wish === 'none' || !wish.active || wish.roles.length === 0
        ? []
        : [[emailOf(number), wish.roles.toSorted()]],
    ),
  );
}

test(
  `two APIs provision ${users} users and ${roles.length} groups while a worker is killed every 10 s: nobody ends without the access that the last wish asks for, and nobody with more`,
  { timeout },
  async () => {
    const wishes = sampleWishes(roles, users, seed);
    const last = wishes.map((ofPerson) => ofPerson.at(-1) ?? 'none');
    const killing = new AbortController();
    const killed = killWorkers(killing.signal);
    try {
      await provision(wishes);
      await expect.poll(() => differences(last), rarely).toEqual([]);
      await expect.poll(() => accessAtVultr(last), rarely).toEqual(accessWished(last));
    } finally {
      killing.abort();
    }
    expect(await killed).toBeGreaterThan(2);
  },
);
