import { personIdFor } from '../../contract/temporal/workflow-ids.ts';
import { offboardingStates } from '../../contract/rules/offboarding-states.ts';
import { statesOfOnboardings } from '../../contract/rules/states.ts';
import { stateAttribute } from '../../contract/temporal/search-attributes.ts';
import type { PersonMemo } from '../../contract/temporal/memo.ts';
import { workflows } from '../../contract/temporal/workflow-definitions.ts';
import type { Execution } from '../../temporal/execution.ts';
import type { OrganizationClient } from '../../temporal/organization-client.ts';
import { allOf, anyOf, hasType, hasValue, isOpen } from '../../temporal/visibility-query.ts';
import { plural } from '../../contract/lib/plural.ts';
import { failed, type Finding, ok, reasonOf } from './finding.ts';

export type KeysToCheck = { readonly client: OrganizationClient; readonly idKey: string };

/** One execution is open for each person: a flow in progress, or the register. */
const people = allOf(
  anyOf(hasType(workflows.onboarding), hasType(workflows.offboarding), hasType(workflows.person)),
  isOpen,
);
/** Of a person who was erased there is nothing left to compare. */
const remembered = allOf(people, hasValue(stateAttribute, ...statesOfOnboardings, ...offboardingStates));

/** Reading more would take minutes. */
const peopleToRead = 10_000;

/**
 * Checks that what Temporal remembers of people can be decrypted, and that the ID key gives the newest person the same
 * workflow ID.
 */
export async function checkKeys({ client, idKey }: KeysToCheck): Promise<Finding[]> {
  try {
    const page = await client.listPage(remembered, { size: 1 });
    const [newest] = page.executions;
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

/** Reads what is remembered of the newest people. Workers can continue nothing that cannot be decrypted. */
async function checkOpen(client: OrganizationClient): Promise<Finding[]> {
  const unreadable: Execution[] = [];
  let read = 0;
  for await (const execution of client.listAll(people, { size: 200 })) {
    if (execution.unreadable !== undefined) unreadable.push(execution);
    if (++read === peopleToRead) break;
  }
  const byKey = Map.groupBy(unreadable, (one) => one.unreadable?.encryptionKeyId);
  return [...byKey].map(([keyId, executions]) => {
    const ids = executions.slice(0, 3).map(({ workflowId }) => workflowId);
    const named = `${ids.join(', ')}${executions.length > ids.length ? ', …' : ''}`;
    return failed(
      `${plural(executions.length, 'person', 'people')} cannot be decrypted: ${named}`,
      keyId === undefined
        ? `${executions[0]?.unreadable?.reason}`
        : `Add the key "${keyId}" at the end of ONBOARDING_ENCRYPTION_KEYS, everywhere. If it is lost, delete their executions in Temporal, then import them from an export (npm run registers) or onboard them again.`,
    );
  });
}
