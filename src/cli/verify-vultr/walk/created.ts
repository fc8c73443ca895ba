import { formatMinute } from '../../../contract/lib/format-instant.ts';

/** What the walk has created and not removed. */
export type Created = {
  /** When each open invitation expires, in milliseconds since 1970, by id. */
  readonly invitations: Map<string, number | undefined>;
  /** The names of the test groups by id. */
  readonly groups: Map<string, string>;
  /** The test person, once they are a user of the organization. */
  user: { readonly id: string; readonly name: string; readonly email: string } | undefined;
  /** A write that was sent and of which nothing could be seen. */
  unconfirmed: string | undefined;
};

export function nothingCreated(): Created {
  return { invitations: new Map(), groups: new Map(), user: undefined, unconfirmed: undefined };
}

/** One line for each thing that remains in the organization, for people. */
export function describeRemains(
  { invitations, groups, user, unconfirmed }: Created,
  email: string,
): string[] {
  return [
    ...[...invitations.values()].map(
      (expiresAt) => `an invitation to ${email}, which cannot be revoked${describeEnd(expiresAt)}`,
    ),
    ...(user === undefined ? [] : [`${user.email} as a user of the organization`]),
    ...[...groups.values()].map((name) => `the group ${name}`),
    ...(unconfirmed === undefined
      ? []
      : [`perhaps the effect of a write that could not be seen: ${unconfirmed}`]),
  ];
}

function describeEnd(expiresAt: number | undefined): string {
  return expiresAt === undefined ? '' : ` and expires at ${formatMinute(new Date(expiresAt).toISOString())}`;
}
