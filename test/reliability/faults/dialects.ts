import type { Dialect } from '../../../src/simulator/dialect.ts';
import type { Timings } from '../../../src/contract/temporal/timings.ts';

/** One way in which Vultr may be meant. */
export type DialectProfile = {
  readonly name: string;
  readonly why: string;
  readonly dialect: Partial<Dialect>;
  readonly timings?: Partial<Timings>;
};

/** How long reads lag behind in the dialect that lags. */
const lagMs = 2_000;

/** The readings of Vultr's sources that a run can meet, each as a whole. `docs/simulator.md` says what each option means. */
export const dialects: readonly DialectProfile[] = [
  {
    name: 'likeliest',
    why: "the simulator's defaults: shapes as Vultr's Go client decodes them, behaviour as documented",
    dialect: {},
  },
  {
    name: 'description',
    why: 'the OpenAPI description at its word: everything wrapped, relationships as rows, members named by `display_name`',
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
    why: 'whatever can be refused is: everything done twice, the resend of an expired invitation, which is not listed any more',
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
    why: 'nothing is refused and writes answer nothing: what is done twice is there twice',
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
    why: 'answers say as little as they may, and a resend replaces the invitation by one with another id',
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
    why: `reads lag ${lagMs / 1_000} s behind all the time and nothing is refused: only waiting keeps a write from being done twice`,
    dialect: { readDelayMs: lagMs, userRowDelayMs: lagMs, duplicateInvitation: 'doubled' },
    timings: { settleMs: 2 * lagMs },
  },
];
