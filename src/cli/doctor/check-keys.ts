import { personIdFor } from '../../contract/temporal/workflow-ids.ts';
import type { PersonMemo } from '../../contract/temporal/memo.ts';
import { workflows } from '../../contract/temporal/workflow-definitions.ts';
import type { Execution } from '../../temporal/execution.ts';
import type { OrganizationClient } from '../../temporal/organization-client.ts';
import { allOf, anyOf, hasStatus, hasType } from '../../temporal/visibility-query.ts';
import { plural } from '../plural.ts';
import { failed, type Finding, ok, reasonOf } from './finding.ts';

export type KeysToCheck = { readonly client: OrganizationClient; readonly idKey: string };

/** Onboardings, and the registers that they continue as. */
const people = anyOf(hasType(workflows.onboarding), hasType(workflows.person));

/** Reading more would take minutes. */
const peopleToRead = 10_000;

/**
 * Checks that the newest onboarding and all open ones can be decrypted, and that the ID key gives the person of the newest
 * the same workflow ID.
 */
export async function checkKeys({ client, idKey }: KeysToCheck): Promise<Finding[]> {
  try {
    const page = await client.listPage(people, { size: 20 });
    // Nothing but the ID is left of a person who was erased.
    const newest = page.executions.find(({ memo }) => !('erasedAt' in memo));
    if (newest === undefined)
      return [ok('there is no onboarding yet, so the keys cannot conflict with earlier ones')];
    return [...checkNewest(newest, client.organization, idKey), ...(await checkOpen(client))];
  } catch (error) {
    return [
      failed(
        `cannot list the onboardings: ${reasonOf(error)}`,
        'Check that this program may read the namespace, then try again.',
      ),
    ];
  }
}

function checkNewest(
  { workflowId, memo, unreadable }: Execution,
  organization: string,
  idKey: string,
): Finding[] {
  if (unreadable !== undefined)
    return [
      failed(
        `cannot read the newest onboarding: ${unreadable.reason}`,
        'Set ONBOARDING_ENCRYPTION_KEYS to all keys that are in use; the first one encrypts.',
      ),
    ];
  const { view } = memo as Pick<PersonMemo, 'view'>;
  const decrypted = ok('ONBOARDING_ENCRYPTION_KEYS decrypts the newest onboarding');
  if (personIdFor(idKey, organization, view.email) === workflowId)
    return [decrypted, ok('ONBOARDING_ID_KEY matches the newest onboarding')];
  const remedy =
    'Use the key of the existing APIs and workers. With another key, one person could have two onboardings.';
  return [decrypted, failed('ONBOARDING_ID_KEY does not match the newest onboarding', remedy)];
}

/** Reads the newest open onboardings and registers. Workers cannot continue one that cannot be decrypted. */
async function checkOpen(client: OrganizationClient): Promise<Finding[]> {
  const unreadable: Execution[] = [];
  let read = 0;
  for await (const execution of client.listAll(allOf(people, hasStatus('Running')))) {
    if (execution.unreadable !== undefined) unreadable.push(execution);
    if (++read === peopleToRead) break;
  }
  const byKey = Map.groupBy(unreadable, (one) => one.unreadable?.encryptionKeyId);
  return [...byKey].map(([keyId, executions]) => {
    const ids = executions.slice(0, 3).map(({ workflowId }) => workflowId);
    const named = `${ids.join(', ')}${executions.length > ids.length ? ', …' : ''}`;
    return failed(
      `${plural(executions.length, 'open onboarding')} cannot be decrypted: ${named}`,
      keyId === undefined
        ? `${executions[0]?.unreadable?.reason}`
        : `Add the key "${keyId}" at the end of ONBOARDING_ENCRYPTION_KEYS, everywhere. If it is lost, terminate them in Temporal and start them again.`,
    );
  });
}
