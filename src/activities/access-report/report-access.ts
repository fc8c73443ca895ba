import { Context } from '@temporalio/activity';
import { canonicalEmail, sameEmail } from '../../contract/lib/email.ts';
import type { AccessReport } from '../../contract/api/access-report.ts';
import type { ReportInput } from '../../contract/temporal/one-shot-activities.ts';
import { VultrError } from '../../vultr/errors.ts';
import type { VultrClient } from '../../vultr/types.ts';
import {
  withActiveUser,
  withInactiveUser,
  withoutUser,
  withServiceUser,
  withSeveralUsers,
} from './verdicts.ts';
import { sameId } from '../support/same-id.ts';
import { newestFor } from './newest-invitation.ts';
import { toCodedFailure } from '../support/vultr-calls.ts';

/** Whoever asks waits ten seconds in all. What is not read by then is said to be unread, and does not hide the rest. */
const readsTimeoutMs = 7_000;

type Named = { readonly id: string; readonly name?: string };

/**
 * Answers Vultr's own two questions about a "No Active Organization" screen from live reads, for any address. Reads
 * only. Who the users are must be readable, and the key must be right; any other reading may fail.
 */
export function createReportAccess(vultr: VultrClient, withinMs = readsTimeoutMs) {
  return async function reportAccess(input: ReportInput): Promise<AccessReport> {
    try {
      return await report(vultr, input, createReads(withinMs));
    } catch (error) {
      throw toCodedFailure(error, input.timings);
    }
  };
}

async function report(
  vultr: VultrClient,
  { email, timings }: ReportInput,
  { tried, failedReads }: ReturnType<typeof createReads>,
): Promise<AccessReport> {
  const { cancellationSignal: signal } = Context.current();
  const [listed, invitations] = await Promise.all([
    vultr.users.list({ signal }),
    tried('invitations', (options) => vultr.invitations.list(options)),
  ]);
  const rows = listed.filter((user) => sameEmail(user.email, email));
  const users = rows.filter(({ pending }) => !pending);
  const [user] = users;
  const address = canonicalEmail(email);
  const seen = newestFor(invitations ?? [], email, timings);
  const known = {
    email,
    userCount: users.length,
    ...(seen === undefined ? {} : { invitation: seen.shown }),
  };
  const closing = () => (failedReads.length === 0 ? {} : { failedReads });

  if (user === undefined) {
    const status = rows.map(({ statusText }) => `status ${statusText}`).join(', ');
    return {
      ...known,
      active: { value: false, observed: status || 'no user has the address' },
      access: notAsked,
      ...withoutUser(seen, invitations !== undefined, address),
      ...closing(),
    };
  }
  if (users.length > 1) {
    const services = users.filter(({ serviceUser }) => serviceUser).length;
    const saw = `${users.length} users have the address${services === 0 ? '' : `, ${services} of them a service user`}`;
    return {
      ...known,
      active: { value: false, observed: saw },
      access: notAsked,
      ...withSeveralUsers(users),
      ...closing(),
    };
  }
  const active = {
    value: user.activity !== 'inactive',
    observed:
      user.activity === 'unknown'
        ? 'Vultr says no status; who is listed and not pending has accepted'
        : `status ${user.statusText}`,
  };
  const { access, notEffective } = await accessOf(vultr, user.id, tried);
  const verdict = () => {
    if (user.serviceUser) return withServiceUser();
    if (!active.value) return withInactiveUser(user, seen, address);
    return withActiveUser({ ...access, notEffective });
  };
  return { ...known, userId: user.id, active, access, ...verdict(), ...closing() };
}

const notAsked: AccessReport['access'] = {
  value: false,
  groups: [],
  policies: [],
  roles: [],
  observed: 'not asked',
};

/** Everything that can give a user access: policies of their groups, effective policies, roles. */
async function accessOf(vultr: VultrClient, userId: string, tried: Tried) {
  const [groups, effective, roles] = await Promise.all([
    tried('groups of the user', (options) => vultr.users.groups(userId, options)),
    tried('effective policies of the user', (options) => vultr.users.policies(userId, options)),
    tried('roles of the user', (options) => vultr.users.roles(userId, options)),
  ]);
  const joined = await Promise.all(
    (groups ?? [])
      .filter(({ deleted }) => !deleted)
      .map(async ({ id, name }) => {
        const what = `policies of the group "${name}"`;
        return { id, name, policies: await tried(what, (options) => vultr.groups.policies(id, options)) };
      }),
  );
  const handedDown = joined.flatMap(({ policies }) => policies ?? []);
  const nameOf = namesFrom([...handedDown, ...(effective ?? [])]);
  const known = handedDown.length > 0 || (effective ?? []).length > 0 || (roles ?? []).length > 0;
  const allRead = [groups, effective, roles, ...joined.map(({ policies }) => policies)].every(
    (reading) => reading !== undefined,
  );
  const shownGroups = joined.map(({ id, name, policies = [] }) => ({
    id,
    name,
    policies: distinct(policies).map(nameOf),
  }));
  const shown = {
    groups: shownGroups,
    policies: distinct(effective ?? []).map(nameOf),
    roles: distinct(roles ?? []).map(({ id, name }) => name ?? id),
  };
  const notEffective = distinct(handedDown)
    .filter(({ id }) => effective?.some((one) => sameId(one.id, id)) === false)
    .map(nameOf);
  const observed = [
    groups === undefined ? 'groups unread' : listOr('no group', shownGroups.map(describeGroup), 'in '),
    effective === undefined
      ? 'effective policies unread'
      : listOr('no effective policy', shown.policies, 'effective policies: '),
    roles === undefined ? 'roles unread' : listOr('no role', shown.roles, 'roles: '),
  ].join('; ');
  const value = known ? true : allRead ? false : null;
  return { access: { value, ...shown, observed } satisfies AccessReport['access'], notEffective };

  function describeGroup({ id, name, policies }: AccessReport['access']['groups'][number]): string {
    const read = joined.find((group) => group.id === id)?.policies !== undefined;
    return `"${name}" (${read ? policies.join(', ') || 'no policy' : 'policies unread'})`;
  }
}

/** Some lists leave the name out: another list may know it, and else the id stands for it. */
function namesFrom(references: readonly Named[]) {
  const names = new Map(
    references.flatMap(({ id, name }) => (name === undefined ? [] : [[id.toLowerCase(), name] as const])),
  );
  return ({ id }: Named) => names.get(id.toLowerCase()) ?? id;
}

/** A policy that comes by two ways can be listed twice. */
function distinct<T extends Named>(references: readonly T[]): T[] {
  return [...new Map(references.map((one) => [one.id.toLowerCase(), one])).values()];
}

function listOr(none: string, items: readonly string[], before: string): string {
  return items.length === 0 ? none : `${before}${items.join(', ')}`;
}

type Tried = ReturnType<typeof createReads>['tried'];

/** Readings that may fail: the answer then says which did, and why. */
function createReads(withinMs: number) {
  const failedReads: { name: string; error: string }[] = [];
  const { cancellationSignal } = Context.current();
  const late = AbortSignal.timeout(withinMs);
  const signal = AbortSignal.any([cancellationSignal, late]);

  async function tried<T>(
    name: string,
    call: (options: { readonly signal: AbortSignal }) => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await call({ signal });
    } catch (error) {
      if (error instanceof VultrError) {
        // With a wrong key nothing could be read, however much came through before it was revoked.
        if (error.kind === 'unauthorized') throw error;
        failedReads.push({ name, error: error.message });
      } else if (late.aborted && !cancellationSignal.aborted) {
        failedReads.push({ name, error: `no answer within ${withinMs / 1_000} s` });
      } else throw error;
      return undefined;
    }
  }
  return { tried, failedReads };
}
