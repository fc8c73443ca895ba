import { Context } from '@temporalio/activity';
import type { Timings } from '../../contract/temporal/timings.ts';
import { VultrError } from '../../vultr/errors.ts';
import type { CallOptions, RecentOptions, VultrClient } from '../../vultr/types.ts';
import { saveAttemptState } from './heartbeat-state.ts';
import { readBack } from './read-back.ts';
import { outcomeUnknown, toCodedFailure } from './vultr-failures.ts';

/** Vultr did it and may have returned the resource, or it examined the request and refused. */
export type WriteResult<T> =
  { readonly refusal?: undefined; readonly value: T } | { readonly refusal: VultrError };

/**
 * The client as an activity uses it. Every request carries the activity's cancellation signal. A read that fails throws a
 * coded failure. A write returns a `WriteResult` if Vultr carried it out or refused it, and otherwise throws one as well.
 */
export function createSession(client: VultrClient, timings: Timings) {
  const read = <T>(call: (options: CallOptions) => Promise<T>) => runRead(timings, call);
  const write = <T>(call: (options: CallOptions) => Promise<T>) => runWrite(timings, call);
  return {
    timings,
    readBack: <T>(look: () => Promise<T | undefined>) => readBack(timings, look),
    invitations: {
      list: () => read((options) => client.invitations.list(options)),
      get: (id: string, recent: Pick<RecentOptions, 'maxAgeMs'> = {}) =>
        read((options) => client.invitations.get(id, { ...options, ...recent })),
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
      addMember: (id: string, user: { readonly id: string; readonly name: string }) =>
        write((options) => client.groups.addMember(id, user, options)),
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

/** A failed read has changed nothing, so transient faults are retried soon. */
async function runRead<T>(timings: Timings, call: (options: CallOptions) => Promise<T>): Promise<T> {
  try {
    return await call({ signal: Context.current().cancellationSignal });
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
  timings: Timings,
  call: (options: CallOptions) => Promise<T>,
): Promise<WriteResult<T>> {
  try {
    const value = await call({ signal: Context.current().cancellationSignal });
    // Until the attempt returns its result, this state is the only trace of the write.
    saveAttemptState({ inDoubt: true });
    return { value };
  } catch (error) {
    if (!(error instanceof VultrError)) throw error;
    if (error.kind === 'refused' || error.kind === 'not_found') return { refusal: error };
    if (!error.mayHaveTakenEffect) throw toCodedFailure(error, timings);
    saveAttemptState({ inDoubt: true });
    throw outcomeUnknown(error, timings);
  }
}
