import { WorkflowNotFoundError } from '@temporalio/client';
import { expect, test } from 'vitest';
import { checkTemporal } from '../../../src/cli/doctor/check-temporal.ts';
import { requiredSearchAttributes } from '../../../src/contract/temporal/search-attributes.ts';
import type { OrganizationClient } from '../../../src/temporal/organization-client.ts';
import { indexedValueTypes } from '../../../src/temporal/prepare-namespace.ts';

const searchAttributes = Object.fromEntries(
  Object.entries(requiredSearchAttributes).map(([name, type]) => [name, indexedValueTypes[type]]),
);

const namespace = { retentionDays: 30, acceptsUpdates: true, searchAttributes };

/** A Temporal in which all is well, apart from the changes. */
const clientWith = (changes: Partial<OrganizationClient>) =>
  ({
    namespace: 'default',
    taskQueues: { onboarding: 'onboarding', vultr: 'vultr' },
    serverVersion: async () => '1.31.2',
    describeNamespace: async () => namespace,
    listPage: async () => ({ executions: [] }),
    count: async () => 0,
    countOtherWorkers: async () => 0,
    organization: 'default',
    describe: async () => {
      throw new WorkflowNotFoundError('no brake', 'brake-default', undefined);
    },
    withDeadline: (_ms: number, call: () => Promise<unknown>) => call(),
    ...changes,
  }) as unknown as OrganizationClient;

const errorsWith = async (changes: Partial<OrganizationClient>, plainRef = false) => {
  const findings = await checkTemporal({ client: clientWith(changes), address: 'here', plainRef });
  return findings.filter(({ level }) => level === 'error').map(({ text }) => text);
};

test('finds nothing if all is well', async () => {
  expect(await errorsWith({})).toEqual([]);
});

test('a namespace without the search attribute of external IDs, only if the settings ask for it', async () => {
  expect(await errorsWith({}, true)).toEqual([
    'the search attribute OnboardingRef is missing or does not have the type Keyword',
  ]);
});

test('a server that is too old', async () => {
  expect(await errorsWith({ serverVersion: async () => '1.26.3' })).toEqual([
    'Temporal at here has server 1.26.3, which is older than 1.27.0',
  ]);
});

test('a namespace without updates', async () => {
  expect(
    await errorsWith({ describeNamespace: async () => ({ ...namespace, acceptsUpdates: false }) }),
  ).toEqual(['Temporal does not accept updates, so no command can be given']);
});

test.each(['listPage', 'count'] as const)('a visibility store that refuses %s', async (call) => {
  expect(await errorsWith({ [call]: () => Promise.reject(new Error('invalid query')) })).toEqual([
    'onboardings cannot be listed by state: invalid query',
  ]);
});

const brakeWith = (fields: object) =>
  ({ describe: async () => ({ memo: {}, ...fields }) }) as unknown as Partial<OrganizationClient>;

async function brakeFindings(changes: Partial<OrganizationClient>) {
  const findings = await checkTemporal({ client: clientWith(changes), address: 'here' });
  return findings.filter(({ text }) => text.includes('brake')).map(({ level, text }) => [level, text]);
}

test('says that the brake is off, or how many it holds', async () => {
  const held = Array.from({ length: 12 }, (_, index) => ({ requestId: `request ${index}` }));
  expect(await brakeFindings({})).toEqual([['ok', 'the brake is off']]);
  expect(await brakeFindings(brakeWith({ memo: { brake: { held, notKept: 3 } } }))).toEqual([
    [
      'warning',
      'the brake is on and holds 15: nothing is taken from them until they are released or refused',
    ],
  ]);
});

test('a brake that cannot be read', async () => {
  expect(await errorsWith(brakeWith({ unreadable: { reason: 'no key' } }))).toEqual([
    'the brake cannot be read: no key',
  ]);
});
