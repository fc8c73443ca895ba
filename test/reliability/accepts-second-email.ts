import { findGrantViolations } from './expectations.ts';
import type { Dialect } from '../../src/simulator/dialect.ts';
import { readBack, site } from './call-sites.ts';
import type { Scenario } from './scenario.ts';

/** Long enough that nobody needs to hurry after the second email, however busy the machine is. */
const laterWindowsMs = 10 * 60_000;

/** A later attempt of `grant` reads everything again that it verifies, and so does one that waited for reads that lag. */
export const afterFaultInGrant = [
  site('grant', 'GET /v2/users/{id}'),
  readBack('grant', 'GET /v2/users/{id}'),
  site('grant', 'GET /v2/groups/{id}/policies'),
  site('grant', 'GET /v2/users/{id}/policies'),
];

/** The person lets the first email expire and accepts the second, so every step and a resend are part of the onboarding. */
export const acceptsSecondEmail: Scenario = {
  name: 'accepts the second email',
  description:
    'A new hire lets the first email expire, receives a second one, accepts it, and gets access to a group that has to be created.',
  calls: [
    site('preflight', 'GET /v2/policies'),
    site('preflight', 'GET /v2/groups'),
    site('preflight', 'GET /v2/users'),
    site('preflight', 'GET /v2/invitation'),
    site('inviteUser', 'GET /v2/users'),
    site('inviteUser', 'GET /v2/invitation'),
    site('inviteUser', 'POST /v2/invitation'),
    { ...readBack('inviteUser', 'GET /v2/invitation/{id}'), when: writesReturnBodies },
    { ...readBack('inviteUser', 'GET /v2/invitation'), when: writesReturnNothing },
    site('ensureGroup', 'GET /v2/groups'),
    site('ensureGroup', 'POST /v2/groups'),
    { ...readBack('ensureGroup', 'GET /v2/groups/{id}'), when: writesReturnBodies },
    { ...readBack('ensureGroup', 'GET /v2/groups'), when: writesReturnNothing },
    site('attachPolicies', 'GET /v2/groups/{id}/policies'),
    site('attachPolicies', 'POST /v2/policies/{id}/groups/{id}'),
    readBack('attachPolicies', 'GET /v2/groups/{id}/policies'),
    site('awaitAcceptance', 'GET /v2/invitation/{id}'),
    site('renewInvitation', 'GET /v2/invitation/{id}'),
    site('renewInvitation', 'GET /v2/users'),
    site('renewInvitation', 'GET /v2/invitation'),
    site('renewInvitation', 'POST /v2/invitation/{id}/resend'),
    { ...site('renewInvitation', 'POST /v2/invitation'), when: refusesResend },
    readBack('renewInvitation', 'GET /v2/invitation/{id}'),
    site('grant', 'GET /v2/users'),
    site('grant', 'GET /v2/groups/{id}/members'),
    site('grant', 'POST /v2/groups/{id}/members'),
    readBack('grant', 'GET /v2/groups/{id}/members'),
    readBack('grant', 'GET /v2/groups/{id}/policies'),
    readBack('grant', 'GET /v2/users/{id}/policies'),
  ],
  afterFaults: afterFaultInGrant,
  moments: [
    { state: 'checking', started: 'preflight' },
    { state: 'inviting', started: 'inviteUser' },
    { state: 'awaiting_acceptance', started: 'requestAccess' },
    { state: 'awaiting_acceptance', started: 'awaitAcceptance' },
    { state: 'awaiting_acceptance', started: 'renewInvitation' },
    { state: 'granting', started: 'grant' },
  ],
  firstWindowMs: 6_000,
  request: (person) => ({
    email: `${person}@example.com`,
    group: { name: `Group of ${person}` },
    policies: ['Provisioning'],
  }),

  script({ vultr }) {
    let isFirstSent = false;
    return async (onboarding) => {
      const newest = (await vultr.emails()).at(-1);
      if (newest === undefined) return;
      // The first window has its expiry by now.
      if (!isFirstSent) await vultr.setDialect({ invitationLifetimeMs: laterWindowsMs });
      isFirstSent = true;
      // Accepts only once the onboarding waits for it, so that one that lost track of its invitation is found out.
      const expiresAt = Date.parse(onboarding.invitation?.expiresAt ?? '');
      const isAwaited = onboarding.state === 'awaiting_acceptance' && expiresAt > Date.now();
      const isLater = newest.expiresAt - newest.sentAt >= laterWindowsMs;
      if (isAwaited && isLater && newest.isOpen) await vultr.accept(newest.invitationId);
    };
  },

  hasEnded: ({ state }) => state === 'completed',
  findViolations: findGrantViolations,
};

// A read-back uses the ID that the write returned. If the write returned nothing, it searches the list.
function writesReturnBodies(dialect: Partial<Dialect>): boolean {
  return !writesReturnNothing(dialect);
}

function writesReturnNothing({ writeBodies }: Partial<Dialect>): boolean {
  return writeBodies === 'empty';
}

function refusesResend({ resendExpired = 'allowed' }: Partial<Dialect>): boolean {
  return resendExpired !== 'allowed';
}
