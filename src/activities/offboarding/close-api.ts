import type { CloseApiResult, SurveyedLeaverInput } from '../../contract/temporal/offboarding.ts';
import { VultrError } from '../../vultr/errors.ts';
import type { Session, VultrClient } from '../../vultr/types.ts';
import { createSession } from '../support/session.ts';
import { toCodedFailure } from '../support/vultr-failures.ts';
import { setApiAccess } from './api-access.ts';
import { isFirstAttempt } from './is-first-attempt.ts';
import { takeAll } from './take-all.ts';

/**
 * Ends what a suspension may leave open: none of the user's keys works any more, and their sessions in assumed roles are
 * revoked. The tokens of the sessions are secrets, so they are read and used within the attempt and only counted outside.
 */
export function createCloseApi(client: VultrClient) {
  return async function closeApi(input: SurveyedLeaverInput): Promise<CloseApiResult> {
    const vultr = createSession(client, input.timings);
    const wasOn = input.before?.apiEnabled === true && isFirstAttempt();
    const api = await setApiAccess(vultr, input, false, wasOn);
    const { userId } = input.person;
    const found = await findSessions();
    if (found instanceof VultrError) {
      const warning = `sessions in assumed roles could not be read: ${found.message}`;
      return { checks: api.checks, warnings: [...api.warnings, warning], sessionsRevoked: 0 };
    }
    const { check, taken } = await takeAll(vultr, {
      what: 'sessions in assumed roles',
      request: `GET /v2/assumed-roles/users/${userId}/sessions`,
      found,
      find: () => vultr.users.sessions(userId),
      take: ({ token }) => vultr.users.revokeSession(token),
    });
    return { checks: [...api.checks, check], warnings: api.warnings, sessionsRevoked: taken };

    /** Returns the error if Vultr has no such list: it may not be in every organization yet, or the user is gone. */
    async function findSessions(): Promise<readonly Session[] | VultrError> {
      try {
        return await client.users.sessions(userId, { signal: vultr.signal });
      } catch (error) {
        const isMissing = error instanceof VultrError && ['not_found', 'refused'].includes(error.kind);
        if (isMissing) return error;
        throw toCodedFailure(error, input.timings);
      }
    }
  };
}
