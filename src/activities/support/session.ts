import { Context } from '@temporalio/activity';
import type { Timings } from '../../contract/temporal/timings.ts';
import { VultrError } from '../../vultr/errors.ts';
import type { CallOptions, VultrClient } from '../../vultr/types.ts';
import { saveAttemptState } from './heartbeat-state.ts';
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
 * The client as an activity uses it. Every request carries `signal`, by default the activity's cancellation signal. A read
 * that fails throws a coded failure. A write returns a `WriteResult` if Vultr carried it out or refused it, and otherwise
 * throws one as well.
 */
export function createSession(
  client: VultrClient,
  timings: Timings,
  signal: AbortSignal = Context.current().cancellationSignal,
) {
  const attempt = { timings, signal };
  const read = <T>(call: (options: CallOptions) => Promise<T>) => runRead(attempt, call);
  const write = <T>(call: (options: CallOptions) => Promise<T>, tracking?: WriteTracking) =>
    runWrite(attempt, call, tracking);
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
      policies: (id: string) => read((options) => client.users.policies(id, options)),
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
        write((options) => client.groups.removeMember(id, memberId, options)),
    },
    policies: {
      list: () => read((options) => client.policies.list(options)),
      attachToGroup: (policyId: string, groupId: string) =>
        write((options) => client.policies.attachToGroup(policyId, groupId, options)),
    },
    organizations: {
      list: () => read((options) => client.organizations.list(options)),
      removeUser: (id: string, userId: string) =>
        write((options) => client.organizations.removeUser(id, userId, options)),
    },
  };
}

export type VultrSession = ReturnType<typeof createSession>;

type Attempt = { readonly timings: Timings; readonly signal: AbortSignal };

/** A failed read has changed nothing, so transient faults are retried soon. */
async function runRead<T>(
  { timings, signal }: Attempt,
  call: (options: CallOptions) => Promise<T>,
): Promise<T> {
  try {
    return await call({ signal });
  } catch (error) {
    throw toCodedFailure(error, timings);
  }
}

/**
 * Returns a refusal instead of throwing it: Vultr documents no response for something that exists already, so only a
 * second look can tell what a refusal means. If the write may have taken effect in spite of an error, the next attempt
 * starts only after reads have had time to show it. That attempt looks first and does not repeat what it finds.
 */
async function runWrite<T>(
  { timings, signal }: Attempt,
  call: (options: CallOptions) => Promise<T>,
  tracking?: WriteTracking,
): Promise<WriteResult<T>> {
  await tracking?.before();
  try {
    const value = await call({ signal });
    // Until the attempt returns its result, this state is the only trace of the write.
    if (tracking === undefined) saveAttemptState({ inDoubt: true });
    return { value };
  } catch (error) {
    if (!(error instanceof VultrError)) throw error;
    if (!error.mayHaveTakenEffect) tracking?.nothingWritten();
    if (error.kind === 'refused' || error.kind === 'not_found') return { refusal: error };
    if (!error.mayHaveTakenEffect) throw toCodedFailure(error, timings);
    if (tracking === undefined) saveAttemptState({ inDoubt: true });
    throw outcomeUnknown(error, timings);
  }
}
