import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { priorityInterceptor } from '../../../src/activities/interceptors/priority.ts';
import { currentPriority } from '../../../src/vultr/priority.ts';

const logger = new DefaultLogger('ERROR');
Runtime.install({ logger });

test.each([
  ['grant', 'urgent'],
  ['lookAtInvitation', 'urgent'],
  ['undoAccess', 'urgent'],
  ['surveyPerson', 'urgent'],
  ['suspendUser', 'urgent'],
  ['closeApi', 'urgent'],
  ['reinstateUser', 'urgent'],
  ['stripUser', 'normal'],
  ['reportAccess', 'urgent'],
  ['preflight', 'normal'],
  ['inviteUser', 'normal'],
  ['watchInvitations', 'background'],
  ['awaitAcceptance', 'idle'],
])('requests of %s are %s', async (activityType, priority) => {
  const environment = new MockActivityEnvironment(
    { activityType },
    { interceptors: [priorityInterceptor], logger },
  );
  const during = await environment.run(async () => {
    await Promise.resolve();
    return currentPriority();
  });
  expect(during).toBe(priority);
});
