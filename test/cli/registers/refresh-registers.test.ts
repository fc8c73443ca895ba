import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import type { EncryptionKeys } from '../../../src/contract/config/encryption-key.ts';
import { taskQueuesFor } from '../../../src/contract/temporal/task-queues.ts';
import { user } from '../../people/user.ts';
import { executionsOf, workflowIdOf } from '../../support/executions.ts';
import { startStack, type Stack } from '../../support/stack.ts';
import { runProgram } from '../../support/run-program.ts';
import { until } from '../../support/until.ts';

const ada = { email: 'ada@example.com', group: { name: 'Developers' }, policies: ['Provisioning'] };
const hr = { name: 'hr' };

const newKey = (id: string) => ({ id, key: randomBytes(32) });

function refresh(organization: string, keys: EncryptionKeys, options: readonly string[] = []) {
  return runProgram('src/bin/registers.ts', ['refresh', ...options], {
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    ONBOARDING_ORGANIZATION: organization,
    ONBOARDING_ENCRYPTION_KEYS: keys
      .map(({ id, key }) => `${id}:${Buffer.from(key).toString('base64')}`)
      .join(),
  });
}

/** Completes an onboarding, and waits until Temporal lists the register. */
async function register(stack: Stack, email: string): Promise<string> {
  const { id } = await stack.start({ email });
  const { invitation } = await stack.reached(id, 'awaiting_acceptance');
  await stack.vultr.accept(invitation?.id ?? '');
  await stack.reached(id, 'completed');
  await until(
    'the register in the list',
    () => countOpen(stack, `WorkflowType = 'person' AND WorkflowId = '${workflowIdOf(id)}'`),
    (count) => count === 1,
  );
  return id;
}

async function countOpen({ client, organization }: Stack, query: string): Promise<number> {
  const { onboarding: queue } = taskQueuesFor(organization);
  const all = `TaskQueue = '${queue}' AND ExecutionStatus = 'Running' AND ${query}`;
  return (await client.workflow.count(all)).count;
}

/** The workers of an organization, with these keys. What the organization has at Vultr is gone. */
async function stackWith(encryptionKeys: EncryptionKeys, organization: string = randomUUID()) {
  const stack = await startStack({ organization, encryptionKeys });
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= stack.stop());
  onTestFinished(stop);
  return { ...stack, stop };
}

describe('npm run registers -- refresh', () => {
  test('brings every register under the new encryption key, so that the old one can be dropped', async () => {
    const [oldKey, newOne] = [newKey('2026'), newKey('2027')];
    const before = await stackWith([oldKey]);
    const { organization } = before;
    const ids = [await register(before, 'ada@example.com'), await register(before, 'grace@example.com')];
    const people = () => Promise.all(ids.map((id) => before.onboardings.getPerson(workflowIdOf(id))));
    const known = await people();
    await before.stop();

    const during = await stackWith([newOne, oldKey], organization);
    const { code, stdout } = await refresh(organization, [newOne, oldKey]);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^Of 2 registers that started before [^ ]*Z, 2 are refreshed and 0 are left\.$/m,
      ),
    });
    await during.stop();

    const after = await stackWith([newOne], organization);
    expect(await Promise.all(ids.map((id) => after.onboardings.getPerson(workflowIdOf(id))))).toEqual(known);
    const { items, unreadable } = await after.onboardings.list({ limit: 50 });
    expect(unreadable).toBeUndefined();
    expect(items.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    expect(await after.onboardings.start(ada, hr)).toMatchObject({
      outcome: 'existing',
      onboarding: { id: ids[0] },
    });
    // A worker with the new key alone continues the register.
    const again = await after.onboardings.rehire(ids[0] ?? '', hr);
    await after.reached(again.onboarding.id, 'awaiting_acceptance');
  });

  test('brings SCIM users, groups and names under the new encryption key as well', async () => {
    const [oldKey, newOne] = [newKey('2026'), newKey('2027')];
    const before = await stackWith([oldKey]);
    const { organization } = before;
    const { id } = await before.people.createUser(user('ada'));
    await before.people.writeUser(id, () => user('ada', { userName: 'lovelace@example.com' }));
    const { group } = await before.people.createGroup({ displayName: 'Developers', members: [id] });
    const known = await until(
      'the membership, and that no role names the group',
      () => before.people.getUser(id),
      (read) => read?.groups.length === 1 && read.access.state === 'awaiting_group',
    );
    await until(
      'all three in the list',
      () => countOpen(before, "WorkflowType IN ('scimUser', 'scimGroup', 'scimName')"),
      (count) => count === 3,
    );
    await before.stop();

    const during = await stackWith([newOne, oldKey], organization);
    const { stdout } = await refresh(organization, [newOne, oldKey]);
    expect(stdout).toMatch(/^Of 3 registers that started before .*Z, 3 are refreshed and 0 are left\.$/m);
    await during.stop();

    const { people } = await stackWith([newOne], organization);
    expect(await people.getUser(id)).toEqual(known);
    await people.changeMembers(group.id, { drop: 'all', add: [] });
    await expect(people.createUser(user('ada'))).rejects.toMatchObject({ code: 'name_reserved' });
  });

  test('reports the flows in progress, and touches neither them nor what starts later', async () => {
    const stack = await stackWith([newKey('2026')]);
    const waiting = await stack.start({ email: 'grace@example.com' });
    await stack.reached(waiting.id, 'awaiting_acceptance');
    const id = await register(stack, 'ada@example.com');
    const keys = [newKey('unrelated')] as const;
    const { code, stdout, stderr } = await refresh(stack.organization, keys);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/^Of 1 register that started before .*Z, 1 is refreshed and 0 are left\.$/m);
    expect(stdout).toMatch(/Also open since before then: 1 onboarding, \d+ other executions?\./);
    const [, time = ''] = /--before (\S+)\.$/m.exec(stdout) ?? [];
    const again = await refresh(stack.organization, keys, ['--before', time]);
    expect(again.stdout).toContain(`Of 0 registers that started before ${time}, `);
    expect(again.stdout).toContain('Also open since before then: 1 onboarding');
    const chain = await executionsOf(stack.client, workflowIdOf(id));
    expect(chain.map(({ workflowType }) => workflowType)).toEqual(['onboarding', 'person', 'person']);
    expect(await executionsOf(stack.client, workflowIdOf(waiting.id))).toHaveLength(1);
  });

  test('without workers, says how many are left and what to do, and exits with 1', async () => {
    const key = newKey('2026');
    const stack = await stackWith([key]);
    const id = await register(stack, 'ada@example.com');
    const { organization } = stack;
    await stack.stop();
    const { code, stdout } = await refresh(organization, [key], ['--wait', '1s']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Of 1 register that started before .*Z, 0 are refreshed and 1 is left\.$/m);
    expect(stdout).toContain(
      'check that workers are running (npm run doctor), then run this again with --before ',
    );
    // The signal was not lost: the next worker takes it.
    const later = await stackWith([key], organization);
    await until(
      'the refreshed register',
      () => executionsOf(later.client, workflowIdOf(id)),
      (chain) => chain.length === 3,
    );
  });

  test('names the registers that cannot be decrypted, and the key', async () => {
    const stack = await stackWith([newKey('2026')]);
    const { organization } = stack;
    const id = await register(stack, 'ada@example.com');
    await stack.stop();
    await stackWith([newKey('2027')], organization);
    const { code, stdout } = await refresh(organization, [newKey('2027')], ['--wait', '1s']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Of 1 register that started before .*Z, 0 are refreshed and 1 is left\.$/m);
    expect(stdout).toContain(`1 register cannot be decrypted (${workflowIdOf(id)})`);
    expect(stdout).toContain('the key "2026"');
    expect(stdout).not.toContain('check that workers are running');
  });

  test('of an organization without anyone succeeds', async () => {
    const { code, stdout } = await refresh(randomUUID(), [newKey('2026')]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Of 0 registers that started before .*Z, 0 are refreshed and 0 are left\.$/m);
  });
});
