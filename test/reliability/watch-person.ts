import { sameId } from '../../src/contract/lib/case-insensitive.ts';
import { sameEmail } from '../../src/contract/lib/email.ts';
import { createVultrClient } from '../../src/vultr/client.ts';
import type { VultrClient } from '../../src/vultr/types.ts';
import type { AfterWrite } from '../support/simulated-vultr.ts';
import { vultrTimeoutMs } from './vultr-timeout.ts';

/** What Vultr shows of a person at one moment. Names of groups and policies; the policies are those in effect. */
export type Shown = {
  readonly isUser: boolean;
  readonly isSuspended: boolean;
  readonly groups: readonly string[];
  readonly policies: readonly string[];
};

/** Whom to watch, and what must hold: `findViolations` is called with what Vultr shows after each change, in order. */
export type Watch = {
  readonly email: string;
  readonly findViolations: (shown: Shown) => readonly string[];
};

/**
 * Reads the person after each change, with the service's own client. A response is sent only after that, so an activity,
 * which writes one thing after the other, cannot write meanwhile. Begins when the person is a user.
 */
export function watchPerson(
  { email, findViolations }: Watch,
  report: (violations: readonly string[]) => void,
): AfterWrite {
  let userId: string | undefined;
  return async (reading) => {
    const vultr = createVultrClient({
      baseUrl: 'http://127.0.0.1',
      apiKey: 'organization-key-for-tests',
      timeoutMs: vultrTimeoutMs,
      fetch: reading,
    });
    userId ??= (await vultr.users.list()).find((user) => !user.pending && sameEmail(user.email, email))?.id;
    if (userId !== undefined) report(findViolations(await read(vultr, userId)));
  };
}

async function read(vultr: VultrClient, userId: string): Promise<Shown> {
  const [organization] = await vultr.organizations.list();
  const users = await vultr.users.list();
  const suspended = await vultr.organizations.suspendedUsers(organization?.id ?? '');
  const isAmong = (rows: readonly { readonly id: string }[]) => rows.some(({ id }) => sameId(id, userId));
  const isUser = isAmong(users) || isAmong(suspended);
  const known = await vultr.policies.list();
  // Vultr may show nothing about a user who is gone.
  const groups = isUser ? await vultr.users.groups(userId) : [];
  const policies = isUser ? await vultr.users.policies(userId) : [];
  return {
    isUser,
    isSuspended: isAmong(suspended),
    groups: groups.filter(({ deleted }) => !deleted).map(({ name }) => name),
    policies: known
      .filter(({ id }) => policies.some((policy) => sameId(policy.id, id)))
      .map(({ name }) => name),
  };
}
