import { expect, test } from 'vitest';
import { exportRegisters } from '../../src/cli/registers/export-registers.ts';
import { refAttribute } from '../../src/contract/temporal/search-attributes.ts';
import { createOrganizationClient } from '../../src/temporal/organization-client.ts';
import { workflowIdOf } from '../support/executions.ts';
import type { Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { stackForTest } from '../support/with-stack.ts';

const hr = { name: 'hr' };
const ada = { email: 'ada@example.com', group: { name: 'Developers' }, policies: ['Provisioning'] };

/** The value of the search attribute of the newest execution of the person. */
async function refOf({ client }: Stack, id: string): Promise<string | undefined> {
  const { typedSearchAttributes } = await client.workflow.getHandle(workflowIdOf(id)).describe();
  return typedSearchAttributes.get(refAttribute);
}

/** The workflow IDs that Temporal's UI lists for the saved query. */
async function idsWith({ client, organization }: Stack, ref: string): Promise<string[]> {
  const query = `OnboardingRef = '${ref}' AND ExecutionStatus = 'Running' AND TaskQueue = 'onboarding-${organization}'`;
  const ids: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query })) ids.push(workflowId);
  return ids;
}

/** The page of the newest execution of the person in Temporal's UI. */
async function pageOf({ client }: Stack, id: string): Promise<string> {
  const handle = client.workflow.getHandle(workflowIdOf(id));
  const { currentDetails } = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  return currentDetails ?? '';
}

test('with the setting, a person is found in Temporal by their external ID, until they are erased', async () => {
  const consoleUrl = 'https://onboarding.example.com';
  const stack = await stackForTest({ plainRef: true, consoleUrl });
  const { onboardings, vultr, reached } = stack;
  const { id } = await stack.start({ externalId: 'hr-4711' });
  const { invitation } = await reached(id, 'awaiting_acceptance');
  const found = await until(
    'the person in the list',
    () => idsWith(stack, 'hr-4711'),
    (ids) => ids.length > 0,
  );
  expect(found).toEqual([workflowIdOf(id)]);
  expect(await pageOf(stack, id)).toContain(`**Console** ${consoleUrl}/console/people/${workflowIdOf(id)}`);

  await onboardings.start({ ...ada, externalId: 'hr-4712' }, hr);
  expect(await refOf(stack, id)).toBe('hr-4712');

  await vultr.accept(invitation?.id ?? '');
  await reached(id, 'completed');
  // The register has it, too, and takes a change.
  await until(
    'the register',
    () => pageOf(stack, id),
    (page) => page.startsWith('### Registered'),
  );
  expect(await pageOf(stack, id)).toContain(`**Console** ${consoleUrl}/console/people/${workflowIdOf(id)}`);
  expect(await refOf(stack, id)).toBe('hr-4712');
  await onboardings.start({ ...ada, externalId: 'hr-4713' }, hr);
  expect(await refOf(stack, id)).toBe('hr-4713');

  const lines: string[] = [];
  await exportRegisters({
    client: createOrganizationClient(stack.client, stack.organization),
    write: async (line) => void lines.push(line),
    showProgress: () => () => {},
  });
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([{ plainRef: true }]);

  await onboardings.erase(workflowIdOf(id));
  expect(await refOf(stack, id)).toBeUndefined();
  await until(
    'a list without the person',
    () => idsWith(stack, 'hr-4713'),
    (ids) => ids.length === 0,
  );
}, 240_000);

test('without the setting, the external ID is nowhere in plain text', async () => {
  const stack = await stackForTest();
  const { id } = await stack.start({ externalId: 'hr-4711' });
  await stack.reached(id, 'awaiting_acceptance');
  expect(await refOf(stack, id)).toBeUndefined();
  expect(await pageOf(stack, id)).not.toContain('**Console**');
});
