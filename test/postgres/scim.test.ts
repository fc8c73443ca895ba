import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createScimClient, type ScimClient } from '../../src/cli/scim-try/client.ts';
import { createProgress } from '../../src/contract/lib/progress.ts';
import { createIdentityProvider, type IdentityProvider } from '../support/identity-provider.ts';
import { inParallel } from '../support/in-parallel.ts';
import { scimGroupOf, writeRolesFile } from '../support/roles-file.ts';
import { acceptAll } from './hires.ts';
import { type Production, startProduction } from './service.ts';

const token = 'secret-of-the-identity-provider';
const roles = ['developers', 'support'];
const atOnce = 8;
const timeout = 600_000;
const rarely = { timeout: timeout / 2, interval: 1_000 };

let folder: string;
let production: Production;
let provider: IdentityProvider;
/** One client for each of the two APIs. */
let clients: readonly [ScimClient, ScimClient];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vultr-onboarding-scim-'));
  production = await startProduction(createProgress(process.stderr), {
    ONBOARDING_API_KEYS: `entra/provision:${token}`,
    ONBOARDING_ROLES_FILE: await writeRolesFile(folder, roles),
    ONBOARDING_SCIM_URL: 'http://127.0.0.1',
    ONBOARDING_SCIM_SETTLE: '2s',
    ONBOARDING_BRAKE_SETTLE: '1s',
    ONBOARDING_LEAVER_GRACE: '0s',
  });
  const [first = '', second = ''] = production.apiUrls.map((url) => `${url}/scim/v2`);
  provider = createIdentityProvider([first, second], token);
  clients = [createScimClient(first, token), createScimClient(second, token)];
}, timeout);
afterAll(async () => {
  await production?.stop();
  await rm(folder, { recursive: true, force: true });
}, 120_000);

const roleOf = (number: number) => roles[number % roles.length] ?? '';
const emailsOf = (name: string, count: number) =>
  Array.from({ length: count }, (_, number) => `${name}${number}@example.com`);

const scimUser = (email: string) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  externalId: `external-${email}`,
  userName: email,
  active: false,
  emails: [{ primary: true, type: 'work', value: email }],
});

/** The IDs that one API finds. */
async function find(client: ScimClient, filter: string): Promise<unknown[]> {
  const { body } = await client('GET', `/Users?filter=${encodeURIComponent(filter)}`);
  return (body['Resources'] as { id: string }[]).map(({ id }) => id);
}

const patchOf = (...operations: readonly object[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: operations,
});

describe('SCIM on PostgreSQL, with two APIs and two workers', () => {
  test(
    'whatever one API created, changed or removed, the other finds or misses at once, by any name',
    { timeout },
    async () => {
      const [first, second] = clients;
      await inParallel(emailsOf('found', 100), atOnce, async (email) => {
        const filters = [
          `userName eq "${email}"`,
          `externalId eq "external-${email}"`,
          `emails[type eq "work"].value eq "${email}"`,
        ];
        const { status, body } = await first('POST', '/Users', { body: scimUser(email) });
        expect(status).toBe(201);
        const id = String(body['id']);
        for (const filter of filters)
          expect({ filter, found: await find(second, filter) }).toEqual({ filter, found: [id] });

        const patch = patchOf({ op: 'replace', path: 'title', value: 'Analyst' });
        expect((await second('PATCH', `/Users/${id}`, { body: patch })).status).toBe(200);
        expect((await first('GET', `/Users/${id}`)).body['title']).toBe('Analyst');

        expect((await first('DELETE', `/Users/${id}`)).status).toBe(204);
        expect((await second('GET', `/Users/${id}`)).status).toBe(404);
        expect(await find(second, `userName eq "${email}"`)).toEqual([]);
      });
    },
  );

  test('of 20 creations of one name at once, on both APIs, one is carried out', { timeout }, async () => {
    const responses = await Promise.all(
      Array.from({ length: 20 }, (_, number) =>
        clients[number % 2 === 0 ? 0 : 1]('POST', '/Users', { body: scimUser('same@example.com') }),
      ),
    );
    const statuses = responses.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(19);
  });

  test('of 30 changes of one user at once, on both APIs, none is lost', { timeout }, async () => {
    const { body } = await clients[0]('POST', '/Users', { body: scimUser('changed@example.com') });
    const id = String(body['id']);
    const types = Array.from({ length: 30 }, (_, number) => `type${number}`);
    const responses = await Promise.all(
      types.map((type, number) =>
        clients[number % 2 === 0 ? 0 : 1]('PATCH', `/Users/${id}`, {
          body: patchOf({ op: 'add', path: 'emails', value: [{ type, value: `${type}@example.com` }] }),
        }),
      ),
    );
    expect(responses.map(({ status }) => status)).toEqual(types.map(() => 200));
    const emails = (await clients[1]('GET', `/Users/${id}`)).body['emails'] as { type: string }[];
    expect(emails.map(({ type }) => type).toSorted()).toEqual([...types, 'work'].toSorted());
  });

  test(
    'people get the access of their groups, and lose it, while APIs and workers restart in turn',
    { timeout },
    async () => {
      const people = emailsOf('person', 40);
      const accepting = new AbortController();
      const accepted = acceptAll(production, 'person', accepting.signal);
      const statesOnce = async (expected: readonly string[]) => {
        await expect
          .poll(async () => {
            const byName = new Map((await provider.listUsers()).map((user) => [user.userName, user]));
            return people.map((email) => {
              const user = byName.get(email);
              return `${email} ${user?.state} ${user?.accessRoles.join()}`;
            });
          }, rarely)
          .toEqual(people.map((email, number) => `${email} ${expected[number]}`));
      };
      try {
        const ids: string[] = [];
        await inParallel(people, atOnce, async (email, number) => {
          ids[number] = await provider.createUser(email);
        });
        const restarted = (async () => {
          const codes: (number | null)[] = [];
          for (const index of [0, 1])
            codes.push(await production.restartApi(index), await production.restartWorker(index));
          return codes;
        })();
        for (const role of roles) {
          const members = ids.filter((_, number) => roleOf(number) === role);
          await provider.changeMembers(await provider.createGroup(scimGroupOf(role)), 'Add', members);
        }
        expect(await restarted).toEqual([0, 0, 0, 0]);
        await statesOnce(people.map((_, number) => `access ${roleOf(number)}`));

        const leaving = ids.slice(0, 4);
        for (const id of leaving) await provider.updateUser(id, 'active', 'False');
        await statesOnce(people.map((_, number) => (number < 4 ? 'left ' : `access ${roleOf(number)}`)));
      } finally {
        accepting.abort();
        await accepted;
      }
    },
  );
});
