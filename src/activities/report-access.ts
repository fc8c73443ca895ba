import { sameAddress } from '../contract/email.ts';
import type { AccessReport } from '../contract/access-report.ts';
import type { VultrClient } from '../vultr/types.ts';
import { toCodedFailure } from './vultr-calls.ts';
import type { Timings } from '../contract/timings.ts';

export type ReportInput = { readonly email: string; readonly timings: Timings };

/** Answers Vultr's own two questions about a "No Active Organization" screen from live reads. */
export function createReportAccess(vultr: VultrClient) {
  return async function reportAccess({ email, timings }: ReportInput): Promise<AccessReport> {
    try {
      return await report(vultr, email);
    } catch (error) {
      throw toCodedFailure(error, timings);
    }
  };
}

async function report(vultr: VultrClient, email: string): Promise<AccessReport> {
  const users = (await vultr.users.list()).filter((user) => sameAddress(user.email, email));
  const [user] = users;
  if (user === undefined || users.length > 1) {
    const saw = user === undefined ? 'no user has the address' : `${users.length} users have the address`;
    return {
      email,
      users: users.length,
      active: { answer: false, saw },
      access: { answer: false, groups: [], policies: [], saw: 'not asked' },
      conclusion:
        user === undefined
          ? 'The address is no user of the organization: the invitation was not accepted, or by another address.'
          : 'More than one user has the address: which one is the person cannot be known.',
    };
  }
  const groups = [];
  for (const group of await vultr.users.groups(user.id)) {
    const policies = await vultr.groups.policies(group.id);
    groups.push({ id: group.id, name: group.name, policies: policies.map(nameOf) });
  }
  const effective = (await vultr.users.policies(user.id)).map(nameOf);
  const roles = await vultr.users.roles(user.id);
  const active = user.activity === 'active';
  const viaGroup = groups.filter((group) => group.policies.length > 0);
  const hasAccess = viaGroup.length > 0 || effective.length > 0 || roles.length > 0;
  return {
    email,
    users: 1,
    userId: user.id,
    active: { answer: active, saw: `status ${user.statusText}` },
    access: {
      answer: hasAccess,
      groups,
      policies: effective,
      saw: `${viaGroup.length} groups with a policy, ${effective.length} effective policies, ${roles.length} roles`,
    },
    conclusion: conclude(active, hasAccess),
  };
}

function nameOf(reference: { readonly id: string; readonly name?: string }): string {
  return reference.name ?? reference.id;
}

function conclude(active: boolean, hasAccess: boolean): string {
  if (!active) return 'The user is not Active, so the Vultr Console shows no organization.';
  if (!hasAccess) {
    return 'The user is Active and has no access: the Vultr Console shows "No Active Organization". Add them to a group with a policy.';
  }
  return 'The user is Active and has access. If the screen is still blank, log out and in again.';
}
