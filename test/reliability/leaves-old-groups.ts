import { acceptsSecondEmail, afterFaultInGrant } from './accepts-second-email.ts';
import { readBack, site } from './call-sites.ts';
import { findMoveViolations, movesToAnotherRole } from './moves-to-another-role.ts';
import type { Scenario } from './scenario.ts';

/** The course of `movesToAnotherRole`, with faults at the calls with which the person leaves the old group. */
export const leavesOldGroups: Scenario = {
  ...movesToAnotherRole,
  name: 'leaves the old group of a move',
  description:
    'A developer gets another role with `"leaveGroups": "managed"`, and Vultr fails while they leave the old group. After every single change at Vultr, its readings show the person with the old access or the new one, and in the end with the new one alone.',
  calls: [
    site('findGroupsToLeave', 'GET /v2/users/{id}/groups'),
    site('leaveGroups', 'GET /v2/users/{id}/groups'),
    site('leaveGroups', 'GET /v2/groups/{id}'),
    site('leaveGroups', 'GET /v2/groups/{id}/policies'),
    site('leaveGroups', 'DELETE /v2/groups/{id}/members/{id}'),
    readBack('leaveGroups', 'GET /v2/users/{id}/groups'),
    site('verifyLeft', 'GET /v2/users/{id}/policies'),
    site('verifyLeft', 'GET /v2/groups/{id}/members'),
  ],
  coveredElsewhere: acceptsSecondEmail.calls,
  afterFaults: [
    ...afterFaultInGrant,
    // A grant to somebody who has access already reads what is beyond it.
    readBack('grant', 'GET /v2/users/{id}/groups'),
    readBack('grant', 'GET /v2/users/{id}/roles'),
    site('verifyLeft', 'GET /v2/groups'),
    site('verifyLeft', 'GET /v2/groups/{id}'),
    site('leaveGroups', 'GET /v2/groups/{id}/members'),
    readBack('leaveGroups', 'GET /v2/groups/{id}/members'),
    site('grant', 'GET /v2/users/{id}/groups'),
    site('grant', 'GET /v2/users/{id}/roles'),
  ],
  onlyFaults: true,
  moments: [],
  // A fault can make one request two.
  findViolations: (vultr, ended) => findMoveViolations(vultr, ended, 2),
};
