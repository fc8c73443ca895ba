import { describe, expect, onTestFinished, test } from 'vitest';
import { parseTryOptions } from '../../../src/cli/scim-try/parse-try-options.ts';
import { tryScim } from '../../../src/cli/scim-try/try-scim.ts';
import { peopleInMemory } from '../../scim/people-in-memory.ts';
import { scimApi, scimKey } from '../../scim/scim-api.ts';
import type { StoredGroup } from '../../../src/contract/scim/resource.ts';
import type { People } from '../../../src/people/people.ts';

/** Starts a service whose store is in memory. It gets to know its own origin once it listens. */
async function serve(changes: Partial<People> = {}) {
  const people = { ...peopleInMemory(), ...changes };
  const origin = { publicUrl: '' };
  const { app: probe } = scimApi();
  await probe.listen({ host: '127.0.0.1', port: 0 });
  const { port } = probe.server.address() as { port: number };
  await probe.close();
  origin.publicUrl = `http://127.0.0.1:${port}`;
  const { app } = scimApi({ scim: { people, ...origin } });
  onTestFinished(() => app.close());
  await app.listen({ host: '127.0.0.1', port });
  return { url: `${origin.publicUrl}/scim/v2`, people };
}

const errorsIn = (findings: Awaited<ReturnType<typeof tryScim>>) =>
  findings.filter(({ level }) => level === 'error').map(({ text }) => text);

describe('a trial', () => {
  test('finds nothing to complain about, and leaves nothing behind', async () => {
    const { url, people } = await serve();
    const findings = await tryScim({ url, token: scimKey });
    expect(errorsIn(findings)).toEqual([]);
    expect(findings.length).toBeGreaterThan(14);
    expect([await people.listUsers(), await people.listGroups()]).toEqual([[], []]);
  });

  test('that is interrupted begins nothing else, and leaves nothing behind', async () => {
    const store = peopleInMemory();
    const interrupting = new AbortController();
    const { url, people } = await serve({
      ...store,
      createUser(resource) {
        interrupting.abort();
        return store.createUser(resource);
      },
    });
    const findings = await tryScim({ url, token: scimKey, signal: interrupting.signal });
    expect(findings.length).toBeLessThan(14);
    expect(await people.listUsers()).toEqual([]);
  });

  test('never makes the user active', async () => {
    const seen: unknown[] = [];
    const store = peopleInMemory();
    const { url } = await serve({
      ...store,
      createUser: (resource) => (seen.push(resource['active']), store.createUser(resource)),
      writeUser: (id, change, ifMatch) =>
        store.writeUser(
          id,
          (current) => {
            const changed = change(current);
            seen.push(changed['active']);
            return changed;
          },
          ifMatch,
        ),
    });
    await tryScim({ url, token: scimKey });
    expect(seen.length).toBeGreaterThan(2);
    expect(new Set(seen)).toEqual(new Set([false]));
  });

  test('shows what a service does otherwise, goes on with the rest, and deletes what it has created', async () => {
    const store = peopleInMemory();
    const { url, people } = await serve({
      ...store,
      changeMembers: async (id) => ({
        group: (await store.getGroup(id, { members: false })) as StoredGroup,
        unknown: [],
      }),
    });
    const findings = await tryScim({ url, token: scimKey });
    expect(errorsIn(findings)).toEqual([
      expect.stringMatching(/^A member is removed and added .*: members is \[/),
    ]);
    expect([await people.listUsers(), await people.listGroups()]).toEqual([[], []]);
  });

  test('ends at once if the token is refused', async () => {
    const { url } = await serve();
    const findings = await tryScim({ url, token: 'a-token-of-somebody-else' });
    expect(errorsIn(findings)).toEqual([expect.stringContaining('it returns 401 instead of 200')]);
    expect(findings).toHaveLength(1);
  });

  test('ends at once if nothing responds, or if something else does', async () => {
    const { url } = await serve();
    const elsewhere = await tryScim({ url: url.replace('/scim/v2', '/scim'), token: scimKey });
    expect(errorsIn(elsewhere)).toEqual([expect.stringContaining('it returns 404')]);
    const nowhere = await tryScim({ url: 'http://127.0.0.1:1/scim/v2', token: scimKey });
    expect(errorsIn(nowhere)).toEqual([expect.stringContaining('there is no usable response')]);
  });

  test('names the setting if the service believes to be elsewhere', async () => {
    const { url } = await serve();
    const findings = await tryScim({ url: url.replace('127.0.0.1', 'localhost'), token: scimKey });
    expect(errorsIn(findings)).toEqual([expect.stringContaining('set ONBOARDING_SCIM_URL to the origin of')]);
  });
});

describe('the arguments', () => {
  test('are a URL, with or without a slash at the end, and a token', () => {
    const expected = { url: 'https://onboarding.example.com/scim/v2', token: 't' };
    expect(parseTryOptions([expected.url, 't'])).toEqual(expected);
    expect(parseTryOptions([`${expected.url}/`, 't'])).toEqual(expected);
  });

  test.each([
    [[]],
    [['https://a.example.com']],
    [['a.example.com', 't']],
    [['ftp://a.example.com', 't']],
    [['https://a', 't', 'x']],
  ])('are not %j', (args) => {
    expect(() => parseTryOptions(args)).toThrow(TypeError);
  });
});
