import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Dialect } from '../../../src/simulator/dialect.ts';
import { dialects } from '../../reliability/faults/dialects.ts';
import type { SimulatedVultr } from '../../support/simulated-vultr.ts';
import { apiKey, respondWith, startStubServer } from '../../vultr/stub-server.ts';
import { leftOut, marksIn, partOf, simulate, temporaryFolder, verify } from './verify.ts';

/** Gives the organization an invitation that is pending, one that is accepted, a group with a member, a suspended user. */
async function populate(vultr: SimulatedVultr): Promise<void> {
  for (const email of ['Ada@example.com', 'omar@example.com'])
    await vultr.call('POST', '/v2/invitation', { email_invited: email });
  const { items } = (await vultr.call('GET', '/__sim/mail?to=omar@example.com')) as {
    items: { invitationId: string }[];
  };
  await vultr.accept(items[0]?.invitationId ?? '');
  await vultr.call('POST', '/v2/groups', { display_name: 'Developers', description: '' });
  const ids = await idsOf(vultr);
  // Some dialects name a member by the id, some by the display name.
  const member = { user_id: ids.omar, display_name: 'omar@example.com' };
  await vultr.call('POST', `/v2/groups/${ids.group}/members`, member);
  await vultr.call('POST', '/__sim/users', { email: 'li@example.com', status: 'suspended' });
}

type Row = { readonly id: string; readonly email?: string };

async function idsOf(vultr: SimulatedVultr): Promise<{ group: string; omar: string }> {
  const { groups } = (await vultr.call('GET', '/v2/groups')) as { groups: Row[] };
  const { users } = (await vultr.call('GET', '/v2/users')) as { users: Row[] };
  const omar = users.find(({ email }) => email === 'omar@example.com');
  return { group: groups[0]?.id ?? '', omar: omar?.id ?? '' };
}

/** No GET request can show these. */
const onlyWritesShow = [
  'bareStatus',
  'writeBodies',
  'resendExpired',
  'resendId',
  'duplicateInvitation',
  'expiredBlocksNew',
  'inviteMember',
  'userRowDelayMs',
  'duplicateSuspension',
  'suspendedKey',
  'reinvitedAccess',
  'rootRemoval',
  'sessionListKey',
  'duplicateGroupName',
  'memberNamedBy',
  'duplicateMember',
  'removedMember',
  'duplicateAttachment',
  'memberWrite',
  'attachmentWrite',
  'readDelayMs',
  'requestsPerSecond',
  'retryAfter',
];

describe('the reading part', () => {
  const readable = dialects.filter(({ name }) => name !== 'lagging');

  test.each(readable)('recognizes the dialect $name and tells it apart', async ({ dialect }) => {
    const vultr = await simulate(dialect);
    await populate(vultr);
    const seen = (await verify(vultr)).dialect;
    expect(seen).toEqual(partOf(dialect, Object.keys(seen)));
    const others = readable.filter((other) => other.dialect !== dialect);
    for (const other of others) expect(seen).not.toEqual(partOf(other.dialect, Object.keys(seen)));
  });

  test('decides everything that a GET request can show', async () => {
    const vultr = await simulate();
    await populate(vultr);
    const { dialect } = await verify(vultr);
    const notHere = ['invitationKey', 'expiredListed', 'expiredStatus', 'rootListed', 'deletedGroupsListed'];
    expect(leftOut(dialect).toSorted()).toEqual([...onlyWritesShow, ...notHere].toSorted());
  });

  test.each<Partial<Dialect>>([
    { contentType: 'application/json; charset=utf-8' },
    { envelope: 'wrapped', invitationKey: 'invite' },
    { organizationListKey: 'organizations' },
    { meta: 'without-links' },
    { roleLists: 'rows' },
    { policyGroups: 'relationships' },
    { policyUsers: 'relationships' },
    { apiEnabled: 'yes' },
    { userStatusCase: 'capitalized' },
    { userStatusCase: 'upper' },
    { errorBodies: 'extra-keys' },
    { suspendedUsers: 'active' },
    { suspendedUsers: 'absent' },
  ])('shows only %j as different', async (change) => {
    const vultr = await simulate(change);
    await populate(vultr);
    const { dialect, report } = await verify(vultr);
    expect(dialect).toMatchObject(change);
    const different = Object.entries(marksIn(report)).filter(([, mark]) => mark === '≠');
    const options = different.map(([name]) => name).filter((name) => name in dialect);
    expect(options).toEqual(Object.keys(change));
  });

  test('sees expired invitations', async () => {
    const vultr = await simulate({ expiredStatus: 'Expired', invitationLifetimeMs: 1 });
    await vultr.call('POST', '/v2/invitation', { email_invited: 'ada@example.com' });
    await expect
      .poll(async () => (await verify(vultr)).dialect)
      .toMatchObject({ expiredListed: true, expiredStatus: 'Expired' });
  });

  test('sends GET requests only', async () => {
    const vultr = await simulate();
    await populate(vultr);
    await vultr.forgetRequests();
    await verify(vultr);
    const { total, byOperation } = await vultr.requests();
    expect(total).toBeGreaterThan(20);
    expect(Object.keys(byOperation).filter((operation) => !operation.startsWith('GET '))).toEqual([]);
  });

  test('guesses nothing about an empty organization, and says what would show it', async () => {
    const { dialect, output } = await verify(await simulate());
    expect(dialect).not.toHaveProperty('permissions');
    expect(dialect).not.toHaveProperty('groupPolicies');
    expect(dialect).not.toHaveProperty('suspendedUsers');
    expect(output).toMatch(
      /--with-a-test-person EMAIL:[\s\S]*There is no invitation in the list: .*permissions/,
    );
    expect(output).toMatch(
      /Suspend a user in the Console and run this again:\n.*suspendedUsers \(suspended\)/,
    );
  });

  test('prints neither the key nor anything personal', async () => {
    const vultr = await simulate();
    await populate(vultr);
    const { report } = await verify(vultr);
    expect(report).not.toMatch(/@|omar|ada\b|root\b.*example|Developers|Example Organization/i);
    expect(report).not.toContain(vultr.apiKey);
    const { group, omar } = await idsOf(vultr);
    expect(report).not.toMatch(new RegExp(`${group}|${omar}`));
  });
});

describe('the file', () => {
  test.each(dialects)('makes a simulator look like the verified one: $name', async ({ dialect }) => {
    const first = await verify(await simulate(dialect));
    const second = await verify(await simulate(first.dialect));
    expect(second.report).toBe(first.report);
    expect(second.dialect).toEqual(first.dialect);
  });

  test('is never overwritten', async () => {
    const vultr = await simulate();
    const output = join(temporaryFolder(), 'mine.json');
    writeFileSync(output, 'mine');
    await expect(verify(vultr, { output })).rejects.toThrow(/mine\.json exists already.*--output/);
    expect((await vultr.requests()).total).toBe(0);
  });
});

function list(key: string, rows: readonly object[]): object {
  return { [key]: rows, meta: { total: rows.length } };
}

describe('an API that follows no dialect', () => {
  const user = { id: 'u', email: 'ada@example.com', name: 'Ada', status: 'active' };

  test('is described and not guessed', async () => {
    const { url } = await startStubServer((response, { path }) => {
      const bodies: Record<string, unknown> = {
        '/v2/invitation': list('invitations_v3', [{ id: 'i', permissions: 7 }]),
        '/v2/users': list('users', [user, { ...user, id: 'v', status: true }]),
        '/v2/groups': list('groups', [{ id: 'g', display_name: 'G', date_created: '01/02/2026' }]),
        '/v2/policies': list('policies', [{ id: 'p', name: 'P' }]),
        '/v2/organizations': list('orgs', [{ id: 'o', name: 'O' }]),
        '/v2/organizations/o': { organization: { id: 'o' } },
        '/v2/users/u': user,
        '/v2/groups/g': { group: { id: 'g', display_name: 'G' } },
      };
      const body = bodies[path];
      respondWith(body ?? { message: 'no' }, body === undefined ? 410 : 200, {
        'content-type': 'application/vnd.vultr+json',
        'x-ratelimit-limit': '30',
      })(response, { path } as never);
    });
    const { report, dialect } = await verify({ url, apiKey } as SimulatedVultr);
    expect(dialect).toEqual({
      organizationListKey: 'orgs',
      meta: 'without-links',
      metaTotal: 'counted',
      userStatusCase: 'lower',
    });
    expect(report).toMatch(/≠ contentType .* application\/vnd/);
    expect(report).toMatch(/≠ envelope .* another mixture .* wrapped: group/);
    expect(report).toMatch(/≠ invitationListKey .* invitations_v3/);
    expect(report).toMatch(/≠ userStatus .* mixed: text, boolean/);
    expect(report).toMatch(/≠ dates .* another form/);
    expect(report).toMatch(/≠ missing .* 410/);
    expect(report).toMatch(/≠ rate-limit headers .* x-ratelimit-limit .*30/);
    expect(report).toMatch(/≠ the service's client .* cannot decode/);
    expect(report).toMatch(/The API returns 410 for policies of a user/);
  });
});

describe('an organization that cannot be read', () => {
  const refusals = {
    'a refused key': [
      respondWith({ error: 'Invalid API token.', status: 401 }, 401),
      /401 Invalid API token\. Check VULTR_API_KEY/,
    ],
    'a network address that is not allowed': [
      respondWith({ error: 'Unauthorized IP address: 192.0.2.1', status: 401 }, 401),
      /192\.0\.2\.1\. The key is refused from this network address only\. Add the address/,
    ],
    'a page in place of the API': [
      respondWith('<html><body>Welcome</body></html>', 200, { 'content-type': 'text/html' }),
      /the body is not JSON\. Check VULTR_API_URL, and whether a proxy or a login page responds/,
    ],
    'a redirect': [
      respondWith('', 302, { location: 'https://login.example.com' }),
      /302\. Check VULTR_API_URL, and whether a proxy/,
    ],
    'a gateway that fails': [
      respondWith('<html><h1>504 Gateway Time-out</h1></html>', 504, { 'content-type': 'text/html' }),
      /504 Gateway Time-out\. Check VULTR_API_URL and outgoing connections/,
    ],
    'a key that may read nothing': [
      respondWith({ error: 'Forbidden.', status: 403 }, 403),
      /can read neither policies, groups, users nor invitations: Vultr returns 403\. Allow the key's user/,
    ],
    'a long pause': [
      respondWith({ error: 'Rate limit exceeded.' }, 429, { 'retry-after': '3600' }),
      /429 Rate limit exceeded\. Vultr asks to wait 1 h\./,
    ],
  } as const;

  test.each(Object.entries(refusals))(
    'because of %s is reported clearly',
    async (_name, [handler, message]) => {
      const { url } = await startStubServer(handler);
      const file = join(temporaryFolder(), 'none.json');
      const failure = verify({ url, apiKey } as SimulatedVultr, { output: file });
      await expect(failure).rejects.toThrow(message);
      await expect(failure).rejects.toMatchObject({ name: 'StartError' });
      await expect(failure).rejects.not.toThrow(apiKey);
      expect(existsSync(file)).toBe(false);
    },
  );

  test('because there is no connection is reported clearly', async () => {
    const vultr = await simulate();
    await vultr.stop();
    await expect(verify(vultr)).rejects.toThrow(
      /ECONNREFUSED\S* Check VULTR_API_URL and outgoing connections/,
    );
  });
});

test('a read that the key may not do leaves only its questions open', async () => {
  const vultr = await simulate();
  await populate(vultr);
  const body = { error: 'Forbidden.', status: 403 };
  await vultr.fault({ kind: 'status', status: 403, body, times: 9, match: { path: '/v2/groups*' } });
  const { dialect, output } = await verify(vultr);
  expect(dialect).toMatchObject({ envelope: 'mixed', permissions: 'object' });
  expect(dialect).not.toHaveProperty('groupPolicies');
  expect(output).toMatch(
    /Allow the key's user to read users, groups[^:]*:\n\s+The key may not read groups \(403\)/,
  );
});
