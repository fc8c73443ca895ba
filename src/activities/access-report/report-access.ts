import { Context } from '@temporalio/activity';
import type { AccessReport } from '../../contract/api/access-report.ts';
import { canonicalEmail, sameEmail } from '../../contract/lib/email.ts';
import { defined } from '../../contract/lib/optional.ts';
import type { ReportInput } from '../../contract/temporal/one-shot-activities.ts';
import type { User, VultrClient } from '../../vultr/types.ts';
import { toCodedFailure } from '../support/vultr-failures.ts';
import { newestFor, type ObservedInvitation } from './newest-invitation.ts';
import { readAccess } from './read-access.ts';
import { createTolerantReads, type TryRead } from './tolerant-reads.ts';
import {
  type Verdict,
  withActiveUser,
  withInactiveUser,
  withoutUser,
  withServiceUser,
  withSeveralUsers,
} from './verdicts.ts';

/** Callers wait ten seconds in all. A read that has not finished by this time is reported and does not hide the rest. */
const readsTimeoutMs = 7_000;

/**
 * Answers Vultr's own two questions about a "No Active Organization" screen from live reads, for any email. Only reads.
 * The list of users must be readable and the key must be valid; any other read may fail.
 */
export function createReportAccess(client: VultrClient, timeoutMs = readsTimeoutMs) {
  return async function reportAccess(input: ReportInput): Promise<AccessReport> {
    try {
      return await report(client, input, timeoutMs);
    } catch (error) {
      throw toCodedFailure(error, input.timings);
    }
  };
}

async function report(
  client: VultrClient,
  { email, timings }: ReportInput,
  timeoutMs: number,
): Promise<AccessReport> {
  const { cancellationSignal: signal } = Context.current();
  const { tryRead, failedReads } = createTolerantReads(timeoutMs);
  const [listed, invitations] = await Promise.all([
    client.users.list({ signal }),
    tryRead('invitations', (options) => client.invitations.list(options)),
  ]);
  const rows = listed.filter((row) => sameEmail(row.email, email));
  const users = rows.filter(({ pending }) => !pending);
  const [user, ...others] = users;
  const invitation = newestFor(invitations ?? [], email, timings);
  const findings =
    user === undefined
      ? reportNoUser(rows, withoutUser(invitation, invitations !== undefined, canonicalEmail(email)))
      : others.length > 0
        ? reportSeveralUsers(users)
        : await reportUser(client, user, invitation, canonicalEmail(email), tryRead);
  return {
    email,
    userCount: users.length,
    ...defined({ invitation: invitation?.view }),
    ...findings,
    ...(failedReads.length === 0 ? {} : { failedReads: [...failedReads] }),
  };
}

type Findings = Pick<AccessReport, 'userId' | 'active' | 'access' | 'conclusion' | 'fix'>;

const accessNotRead: AccessReport['access'] = {
  value: false,
  groups: [],
  policies: [],
  roles: [],
  observed: 'not read',
};

function reportNoUser(pendingRows: readonly User[], verdict: Verdict): Findings {
  const statuses = pendingRows.map(({ statusText }) => `status ${statusText}`).join(', ');
  return {
    active: { value: false, observed: statuses || 'no user has the email' },
    access: accessNotRead,
    ...verdict,
  };
}

function reportSeveralUsers(users: readonly User[]): Findings {
  const services = users.filter(({ serviceUser }) => serviceUser).length;
  const observed = `${users.length} users have the email${services === 0 ? '' : `, ${services} of them ${services === 1 ? 'a service user' : 'service users'}`}`;
  return { active: { value: false, observed }, access: accessNotRead, ...withSeveralUsers(users) };
}

async function reportUser(
  client: VultrClient,
  user: User,
  invitation: ObservedInvitation | undefined,
  email: string,
  tryRead: TryRead,
): Promise<Findings> {
  const active = {
    value: user.activity !== 'inactive',
    observed:
      user.activity === 'unknown'
        ? 'Vultr returned no status; a listed user who is not pending has accepted'
        : `status ${user.statusText}`,
  };
  const { access, notEffective } = await readAccess(client, user.id, tryRead);
  const verdict = user.serviceUser
    ? withServiceUser()
    : active.value
      ? withActiveUser({ ...access, notEffective })
      : withInactiveUser(user, invitation, email);
  return { userId: user.id, active, access, ...verdict };
}
