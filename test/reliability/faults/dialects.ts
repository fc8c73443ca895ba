import type { Dialect } from '../../../src/simulator/dialect.ts';
import type { Timings } from '../../../src/contract/temporal/timings.ts';

/** One way in which Vultr may work. */
export type DialectProfile = {
  readonly name: string;
  readonly description: string;
  readonly dialect: Partial<Dialect>;
  readonly timings?: Partial<Timings>;
};

/** How long reads lag in the dialect `lagging`. */
const lagMs = 2_000;

/** Whole interpretations of Vultr's sources that an onboarding may meet. `docs/simulator.md` explains each option. */
export const dialects: readonly DialectProfile[] = [
  {
    name: 'likeliest',
    description:
      "the simulator's defaults: shapes as Vultr's Go client decodes them, behaviour as documented",
    dialect: {},
  },
  {
    name: 'description',
    description:
      'the OpenAPI description taken literally: everything wrapped, relationships as rows, members named by `display_name`',
    dialect: {
      envelope: 'wrapped',
      invitationListKey: 'invitations',
      groupPolicies: 'relationships',
      userPolicies: 'rows',
      permissions: 'json',
      userStatus: 'boolean',
      memberNamedBy: 'display_name',
    },
  },
  {
    name: 'strict',
    description:
      'everything that can be refused is refused: duplicates, and the resend of an expired invitation, which is no longer listed',
    dialect: {
      duplicateInvitation: '400',
      duplicateGroupName: '400',
      duplicateMember: '409',
      duplicateAttachment: '409',
      inviteMember: '400',
      removedMember: '400',
      invitationList: 'pending',
      expiredListed: false,
      expiredStatus: 'Expired',
      resendExpired: '400',
      missing: '400',
    },
  },
  {
    name: 'lax',
    description: 'nothing is refused and writes return no body, so a repeated write creates a duplicate',
    dialect: {
      duplicateInvitation: 'doubled',
      duplicateGroupName: 'allowed',
      inviteMember: 'allowed',
      writeBodies: 'empty',
      errorBodies: 'text-only',
      memberId: 'own',
      pendingUsersListed: true,
      rootListed: false,
      meta: 'absent',
    },
  },
  {
    name: 'sparse',
    description:
      'responses contain as little as possible, and a resend replaces the invitation with one that has another ID',
    dialect: {
      envelope: 'bare',
      userStatus: 'absent',
      permissions: 'absent',
      dates: 'plain',
      emailCase: 'lower',
      resendId: 'new',
      retryAfter: 'absent',
      duplicateInvitation: 'doubled',
    },
  },
  {
    name: 'lagging',
    description: `reads always lag by ${lagMs / 1_000} s and nothing is refused, so only waiting prevents a duplicate write`,
    dialect: { readDelayMs: lagMs, userRowDelayMs: lagMs, duplicateInvitation: 'doubled' },
    timings: { settleMs: 2 * lagMs },
  },
];
