import { Context } from '@temporalio/activity';
import type { Timings } from '../../contract/temporal/timings.ts';
import { createDeadline, type Deadline, earlier } from '../../vultr/deadline.ts';
import { VultrError } from '../../vultr/errors.ts';
import type { CallOptions, VultrClient } from '../../vultr/types.ts';
import { codedFailure } from './coded-failure.ts';
import { inDoubt, saveAttemptState } from './heartbeat-state.ts';
import { createListAge, type ListAge } from './list-age.ts';
import { readBack } from './read-back.ts';
import { outcomeUnknown, toCodedFailure } from './vultr-failures.ts';

/** Vultr did it and may have returned the resource, or it examined the request and refused. */
export type WriteResult<T> =
  { readonly refusal?: undefined; readonly value: T } | { readonly refusal: VultrError };

/** Follows a write, for an activity that must never lose what it has done. */
export type WriteTracking = {
  /** Awaited just before the write is sent. If it rejects, nothing is sent. */
  readonly before: () => Promise<void>;
  /** Called if the write has definitely changed nothing. */
  readonly nothingWritten: () => void;
};

/**
 * The client as an activity uses it, created at the start of the attempt. Every request carries `signal`, by default the
 * activity's cancellation signal, and a write is sent only if it can finish, and reads can show it, within the attempt. A
 * read that fails throws a coded failure. A write returns a `WriteResult` if Vultr carried it out or refused it, and
 * otherwise throws one as well.
 */
export function createSession(
  client: VultrClient,
  timings: Timings,
  signal: AbortSignal = Context.current().cancellationSignal,
) {
  const deadline = createDeadline(Context.current().info.startToCloseTimeoutMs);
  const lists = createListAge();
  // The next attempt starts when this one's time is over, and must be able to see what this one has written.
  const writeDeadline = earlier(deadline, timings.settleMs);
  const read = <T>(call: (options: CallOptions) => Promise<T>) =>
    runRead({ timings, lists, options: { signal, deadline, readSinceMs: lists.readSinceMs() } }, call);
  const write = <T>(call: (options: CallOptions) => Promise<T>, tracking?: WriteTracking) =>
    runWrite({ timings, lists, options: { signal, deadline: writeDeadline } }, call, tracking);
  const announcedWrite = <T>(call: (options: CallOptions) => Promise<T>) => write(call, announce());
  const readBackLater = <T>(look: () => Promise<T | undefined>) => readBack(timings, signal, look);
  return {
    timings,
    signal,
    readBack: readBackLater,
    /**
     * Looks for the effect of a write, as `readBack` does. If Vultr refused the write, one look is enough: the effect does
     * not come later, and is there only if something else has caused it.
     */
    lookAfter: <T>({ refusal }: WriteResult<unknown>, look: () => Promise<T | undefined>) =>
      refusal?.kind === 'refused' ? look() : readBackLater(look),
    invitations: {
      list: () => read((options) => client.invitations.list(options)),
      get: (id: string) => read((options) => client.invitations.get(id, options)),
      create: (invitation: { readonly email: string; readonly apiAccess: boolean }) =>
        write((options) => client.invitations.create(invitation, options)),
      resend: (id: string) => write((options) => client.invitations.resend(id, options)),
    },
    users: {
      list: () => read((options) => client.users.list(options)),
      get: (id: string) => read((options) => client.users.get(id, options)),
      groups: (id: string) => read((options) => client.users.groups(id, options)),
      policies: (id: string) => read((options) => client.users.policies(id, options)),
      policyAssignments: (id: string) => read((options) => client.users.policyAssignments(id, options)),
      roleAssignments: (id: string) => read((options) => client.users.roleAssignments(id, options)),
      setApiAccess: (id: string, enabled: boolean) =>
        announcedWrite((options) => client.users.setApiAccess(id, enabled, options)),
      apiKeys: (id: string) => read((options) => client.users.apiKeys(id, options)),
      deleteApiKey: (id: string, keyId: string) =>
        announcedWrite((options) => client.users.deleteApiKey(id, keyId, options)),
      sessions: (id: string) => read((options) => client.users.sessions(id, options)),
      revokeSession: (token: string) =>
        announcedWrite((options) => client.users.revokeSession(token, options)),
    },
    groups: {
      list: () => read((options) => client.groups.list(options)),
      get: (id: string) => read((options) => client.groups.get(id, options)),
      members: (id: string) => read((options) => client.groups.members(id, options)),
      policies: (id: string) => read((options) => client.groups.policies(id, options)),
      create: (group: { readonly name: string; readonly description: string }) =>
        write((options) => client.groups.create(group, options)),
      addMember: (
        id: string,
        user: { readonly id: string; readonly name: string },
        tracking?: WriteTracking,
      ) => write((options) => client.groups.addMember(id, user, options), tracking),
      removeMember: (id: string, memberId: string) =>
        announcedWrite((options) => client.groups.removeMember(id, memberId, options)),
    },
    policies: {
      list: () => read((options) => client.policies.list(options)),
      attachToGroup: (policyId: string, groupId: string) =>
        write((options) => client.policies.attachToGroup(policyId, groupId, options)),
      groups: (id: string) => read((options) => client.policies.groups(id, options)),
      users: (id: string) => read((options) => client.policies.users(id, options)),
      detachFromUser: (policyId: string, userId: string) =>
        announcedWrite((options) => client.policies.detachFromUser(policyId, userId, options)),
    },
    roles: {
      users: (id: string) => read((options) => client.roles.users(id, options)),
      removeFromUser: (roleId: string, userId: string) =>
        announcedWrite((options) => client.roles.removeFromUser(roleId, userId, options)),
    },
    organizations: {
      list: () => read((options) => client.organizations.list(options)),
      removeUser: (id: string, userId: string) =>
        announcedWrite((options) => client.organizations.removeUser(id, userId, options)),
      suspendUser: (id: string, userId: string) =>
        announcedWrite((options) => client.organizations.suspendUser(id, userId, options)),
      unsuspendUser: (id: string, userId: string) =>
        announcedWrite((options) => client.organizations.unsuspendUser(id, userId, options)),
      suspendedUsers: (id: string) => read((options) => client.organizations.suspendedUsers(id, options)),
    },
  };
}

/** Tells Temporal of a write before it is sent, so that the next attempt is in doubt even if this worker dies. */
function announce(): WriteTracking {
  const wasInDoubt = inDoubt();
  return {
    before: async () => saveAttemptState({ inDoubt: true }),
    nothingWritten: () => saveAttemptState({ inDoubt: wasInDoubt }),
  };
}

export type VultrSession = ReturnType<typeof createSession>;

/** What the requests of an attempt share. */
type Attempt = {
  readonly timings: Timings;
  readonly lists: ListAge;
  readonly options: CallOptions & { readonly signal: AbortSignal; readonly deadline: Deadline };
};

/** How long before the end of the attempt a read is given up, so that there is time to report it. */
const reportMs = 2_000;

/**
 * A failed read has changed nothing, so transient faults are retried soon. A read that is not over when the attempt ends
 * fails as well; a long list goes on being read for the next attempt.
 */
async function runRead<T>(
  { timings, lists, options }: Attempt,
  call: (options: CallOptions) => Promise<T>,
): Promise<T> {
  const timeout = new AbortController();
  const remainingMs = options.deadline.remainingMs();
  const timer = setTimeout(() => timeout.abort(), remainingMs - Math.min(reportMs, remainingMs / 10));
  try {
    return await call({ ...options, signal: AbortSignal.any([options.signal, timeout.signal]) });
  } catch (error) {
    const isOutOfTime = timeout.signal.aborted && !options.signal.aborted;
    if (!isOutOfTime) throw toCodedFailure(error, timings);
    lists.outOfTime();
    const message = 'A read, such as one of a long list, did not finish within the attempt';
    throw codedFailure('attempt_out_of_time', message, {}, { retryAfterMs: timings.retryFirstMs });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Returns a refusal instead of throwing it: Vultr documents no response for something that exists already, so only a
 * second look can tell what a refusal means. If the write may have taken effect in spite of an error, the next attempt
 * starts only after reads have had time to show it. That attempt looks first and does not repeat what it finds.
 */
async function runWrite<T>(
  { timings, lists, options }: Attempt,
  call: (options: CallOptions) => Promise<T>,
  tracking?: WriteTracking,
): Promise<WriteResult<T>> {
  await tracking?.before();
  try {
    const value = await call(options);
    lists.written();
    // Until the attempt returns its result, this state is the only trace of the write.
    if (tracking === undefined) saveAttemptState({ inDoubt: true });
    return { value };
  } catch (error) {
    const isKnown = error instanceof VultrError;
    if (isKnown && !error.mayHaveTakenEffect) tracking?.nothingWritten();
    if (isKnown && error.kind === 'out_of_time') {
      lists.outOfTime();
      throw toCodedFailure(error, timings);
    }
    lists.written();
    if (!isKnown) throw error;
    if (error.kind === 'refused' || error.kind === 'not_found') return { refusal: error };
    if (!error.mayHaveTakenEffect) throw toCodedFailure(error, timings);
    if (tracking === undefined) saveAttemptState({ inDoubt: true });
    throw outcomeUnknown(error, timings);
  }
}
