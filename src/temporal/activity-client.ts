import { Context } from '@temporalio/activity';
import { organizationOf } from '../contract/temporal/task-queues.ts';
import { createOrganizationClient, type OrganizationClient } from './organization-client.ts';

/**
 * Returns the client for the activity that is being executed. Its organization is that of the task queue, so an activity
 * cannot act for another organization than its worker.
 */
export function activityClient({ client, info }: Context = Context.current()): OrganizationClient {
  return createOrganizationClient(client, organizationOf(info.taskQueue));
}
