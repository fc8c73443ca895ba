import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { OffboardingRequest } from '../../../src/contract/api/offboarding-request.ts';
import type { OnboardingRequest } from '../../../src/contract/api/onboarding-request.ts';
import { taskQueuesFor } from '../../../src/contract/temporal/task-queues.ts';
import type { DevServer } from '../../../src/dev-server/start-dev-server.ts';
import { clientOn, testEncryptionSetting } from '../../support/encryption.ts';
import { workflowIdOf } from '../../support/executions.ts';
import { testIdKey } from '../../support/id-key.ts';
import { runProgram } from '../../support/run-program.ts';
import { startStack, type Stack } from '../../support/stack.ts';
import { startTemporal } from '../../support/test-environment.ts';
import { until } from '../../support/until.ts';

const hr = { name: 'hr' };
const because = { reason: 'the offer was withdrawn' };
const ada = { email: 'ada@example.com', group: { name: 'Developers' }, policies: ['Provisioning'] };
const grace = { ...ada, email: 'grace@example.com', externalId: 'hr-4711' };
const edsger = { ...ada, email: 'edsger@example.com' };
const alan = { ...ada, email: 'alan@example.com' };
const barbara = { ...ada, email: 'barbara@example.com' };

let folder: string;
let stack: Stack;
let file: string;
/** An empty Temporal. */
let server: DevServer;
let connection: Connection;
let nativeConnection: NativeConnection;
/** IDs of the newest onboardings. */
const ids = { ada: '', grace: '', edsger: '', alan: '', barbara: '' };
const cancel = { name: 'ops', requestId: 'cancel' };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vultr-onboarding-registers-'));
  file = join(folder, 'people.ndjson');
  stack = await startStack();
  const complete = async (request: object) => {
    const { id } = await stack.start(request);
    const { invitation } = await stack.reached(id, 'awaiting_acceptance');
    await stack.vultr.accept(invitation?.id ?? '');
    return (await stack.reached(id, 'completed')).id;
  };
  await complete(ada);
  ids.ada = (await stack.start({ ...ada, group: { name: 'Billing' }, policies: ['DNS'] })).id;
  await stack.reached(ids.ada, 'completed');
  ids.grace = (await stack.start({ ...grace, policies: ['unknown'] })).id;
  await stack.reached(ids.grace, 'needs_attention');
  await stack.onboardings.command(ids.grace, 'cancel', because, cancel);
  await stack.reached(ids.grace, 'cancelled');
  ids.edsger = await complete(edsger);
  await stack.onboardings.erase(workflowIdOf(ids.edsger));
  ids.alan = (await stack.start(alan)).id;
  await stack.reached(ids.alan, 'awaiting_acceptance');
  await complete(barbara);
  const order = { email: barbara.email, reason: 'Last working day' };
  ids.barbara = (await stack.offboardings.order(order, hr)).offboarding.id;
  await until(
    'the suspension',
    () => stack.offboardings.get(ids.barbara),
    ({ state }) => state === 'suspended',
  );
  await until(
    'three registers, an onboarding and a departure in the list',
    () => stack.client.workflow.count(openIn(stack)),
    ({ count }) => count === 5,
  );
  server = await startTemporal(inject('temporalBinary'), folder);
  connection = await Connection.connect({ address: server.address });
  nativeConnection = await NativeConnection.connect({ address: server.address });
});

afterAll(async () => {
  await stack.stop();
  await nativeConnection.close();
  await connection.close();
  await server.stop();
  await rm(folder, { recursive: true });
});

function openIn({ organization }: Stack): string {
  const { onboarding: queue } = taskQueuesFor(organization);
  return `TaskQueue = '${queue}' AND ExecutionStatus = 'Running' AND WorkflowType IN ('person', 'onboarding', 'offboarding')`;
}

function registers(args: readonly string[], changes: Record<string, string> = {}) {
  return runProgram('src/bin/registers.ts', args, {
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    ONBOARDING_ORGANIZATION: stack.organization,
    ONBOARDING_ENCRYPTION_KEYS: testEncryptionSetting,
    ONBOARDING_ID_KEY: testIdKey,
    ...changes,
  });
}

const toEmpty = () => ({ TEMPORAL_ADDRESS: server.address });

/** What the requests of a nightly feed, and reads, return. */
async function answersOf({ onboardings }: Stack) {
  return {
    ada: await onboardings.start(ada, hr),
    billing: await onboardings.start({ ...ada, group: { name: 'Billing' }, policies: ['DNS'] }, hr),
    grace: await onboardings.start({ ...grace, policies: ['unknown'] }, hr),
    edsger: await onboardings.start(edsger, hr),
    cancel: await onboardings.command(ids.grace, 'cancel', because, cancel),
    people: await Promise.all(
      [ids.ada, ids.grace, ids.edsger].map((id) => onboardings.getPerson(workflowIdOf(id))),
    ),
    onboardings: await Promise.all([ids.ada, ids.grace].map((id) => onboardings.get(id))),
  };
}

describe('an export', () => {
  test('has a line for everyone; of those for whom a flow is in progress it has what to send again, and says so', async () => {
    const { code, stdout, stderr } = await registers(['export', file]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain(`3 people written to ${file}.`);
    expect(stderr).toContain(
      `1 person has an onboarding in progress. After an import, send the "request" of each of these lines to POST /v1/onboardings. It adopts the invitation and the group that exist, without a second email:\n  ${workflowIdOf(ids.alan)}: awaiting_acceptance`,
    );
    expect(stderr).toContain(
      `1 person is leaving. After an import, before any other request for them, send the "order" of each of these lines to POST /v1/offboardings:\n  ${workflowIdOf(ids.barbara)}: suspended`,
    );
    const people = await linesOf(file);
    expect(people.map(({ id }) => id).toSorted()).toEqual(
      [ids.ada, ids.grace, ids.edsger, ids.alan, ids.barbara].map(workflowIdOf).toSorted(),
    );
    expect(people.slice(3).map(({ inProgress }) => inProgress)).toEqual(
      expect.arrayContaining([
        { flowId: ids.alan, state: 'awaiting_acceptance', email: alan.email, request: alan },
        {
          flowId: ids.barbara,
          state: 'suspended',
          email: barbara.email,
          order: {
            email: barbara.email,
            reason: 'Last working day',
            graceDays: 1,
            evenIfNotBroughtInHere: true,
          },
        },
      ]),
    );
    expect(people.find(({ id }) => id === workflowIdOf(ids.edsger))).toEqual({
      id: workflowIdOf(ids.edsger),
      flow: 1,
      erasedAt: expect.any(String),
    });
    // It contains personal data.
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('overwrites nothing', async () => {
    const before = await readFile(file, 'utf8');
    const { code, stderr } = await registers(['export', file]);
    expect(code).toBe(1);
    expect(stderr).toContain(`${file} exists already`);
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  test('goes to standard output as well', async () => {
    const { code, stdout } = await registers(['export', '-']);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n').toSorted()).toEqual(
      (await readFile(file, 'utf8')).trimEnd().split('\n').toSorted(),
    );
  });

  test('says who cannot be read, and exits with 1', async () => {
    const other = `other:${Buffer.alloc(32, 'other').toString('base64')}`;
    const { code, stdout, stderr } = await registers(['export', '-'], { ONBOARDING_ENCRYPTION_KEYS: other });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('5 people left out, because they cannot be read:');
    expect(stderr).toMatch(new RegExp(`${workflowIdOf(ids.grace)}: .*the key "test"`));
  });

  test('that fails leaves no file', async () => {
    const path = join(folder, 'failed.ndjson');
    const { code, stderr } = await registers(['export', path], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect(code).toBe(1);
    expect(stderr).toContain('Temporal does not respond at 127.0.0.1:1');
    await expect(stat(path)).rejects.toThrow('ENOENT');
  });
});

type ExportedLine = {
  readonly id: string;
  readonly inProgress?: { readonly request?: OnboardingRequest; readonly order?: OffboardingRequest };
};

async function linesOf(path: string): Promise<ExportedLine[]> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as ExportedLine);
}

/** Writes the export with a change to another file. */
async function broken(change: (lines: string[]) => string | Buffer): Promise<string> {
  const path = join(folder, 'broken.ndjson');
  await writeFile(path, change((await readFile(file, 'utf8')).trimEnd().split('\n')));
  return path;
}

/** The lines with a change in that of Ada. */
function changed(lines: readonly string[], change: (line: string) => string): string {
  return lines.map((line) => (line.includes('ada@example.com') ? change(line) : line)).join('\n');
}

describe('an import', () => {
  test.each<[string, (lines: string[]) => string | Buffer, RegExp]>([
    [
      'a line that was cut off',
      (lines) => lines.join('\n').slice(0, -40),
      /line 5: is not valid JSON; the file ends in this line, so it was probably cut off/,
    ],
    ['text that is not JSON', () => 'person,state\n', /line 1: is not valid JSON\n/],
    [
      'a field that is missing',
      (lines) => changed(lines, (line) => line.replace('"personKeys":', '"keys":')),
      /line \d: \/personKeys is required\n {2}line \d: \/keys is not allowed/,
    ],
    [
      'a wrong value',
      (lines) => changed(lines, (line) => line.replaceAll('"verified":true', '"verified":"yes"')),
      /line \d: \/record\/grants\/0\/verified must be true or false/,
    ],
    [
      'an onboarding that has not ended',
      (lines) => changed(lines, (line) => line.replace('"state":"completed"', '"state":"granting"')),
      /line \d: \/view\/state must be completed, cancelled, left or reinstated/,
    ],
    [
      'an earlier onboarding of another person',
      (lines) =>
        changed(lines, (line) =>
          line.replace(
            /"earlier":\[\{"id":"person-[0-9a-f]{32}/,
            `"earlier":[{"id":"person-${'0'.repeat(32)}`,
          ),
        ),
      /line \d: \/record\/earlier\/0\/id must be that of an earlier onboarding of person-/,
    ],
    [
      'another flow',
      (lines) => changed(lines, (line) => line.replace('"flow":2,"personKeys"', '"flow":3,"personKeys"')),
      /line \d: \/view\/id must be person-[0-9a-f]{32}\.3/,
    ],
    ['the same person twice', (lines) => [...lines, lines[0]].join('\n'), /line 6: \/id is that of line 1/],
    [
      'text in another encoding',
      (lines) => Buffer.from(lines.join('\n').replace('ada@', 'ad\u{e4}@'), 'latin1'),
      /line \d: is not UTF-8/,
    ],
  ])('refuses %s and starts nothing', async (_what, change, message) => {
    const { code, stdout, stderr } = await registers(['import', await broken(change)], toEmpty());
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('Nothing was imported: ');
    expect(stderr).toMatch(message);
    expect((await clientOn(connection).workflow.count()).count).toBe(0);
  });

  test.each([
    ['ONBOARDING_ID_KEY', 'another key of at least 32 characters'],
    ['ONBOARDING_ORGANIZATION', 'another-organization'],
  ])('refuses people to whom another %s gives other IDs', async (name, value) => {
    const { code, stderr } = await registers(['import', file], { ...toEmpty(), [name]: value });
    expect(code).toBe(1);
    expect(stderr).toContain('Nothing was imported: 4 of 5 lines');
    expect(stderr).toContain('Set ONBOARDING_ID_KEY and ONBOARDING_ORGANIZATION');
    expect((await clientOn(connection).workflow.count()).count).toBe(0);
  });

  test('says what to do without the file, or without the ID key', async () => {
    const missing = await registers(['import', '/nowhere/people.ndjson']);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('Cannot read /nowhere/people.ndjson');
    const keyless = await registers(['import', file], { ONBOARDING_ID_KEY: '' });
    expect(keyless.code).toBe(1);
    expect(keyless.stderr).toContain('ONBOARDING_ID_KEY: must be set');
  });

  test('leaves people alone whom Temporal knows', async () => {
    const { code, stdout } = await registers(['import', file]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      '0 people imported, 3 existed already and are the same, 0 existed and differ.\n',
    );
  });

  test('into an empty Temporal restores everyone: every request has the same result, and nothing is written at Vultr', async () => {
    const before = await answersOf(stack);
    expect([before.ada, before.billing, before.grace, before.edsger].map(({ outcome }) => outcome)).toEqual(
      Array.from({ length: 4 }, () => 'existing'),
    );
    const imported = await registers(['import', file], toEmpty());
    expect(imported.code).toBe(0);
    expect(imported.stdout).toContain(
      '3 people imported, 0 existed already and are the same, 0 existed and differ.\n',
    );
    expect(imported.stdout).toContain(
      '1 person has an onboarding in progress. Now, send the "request" of each of these lines',
    );
    const repeated = await registers(['import', file], toEmpty());
    expect(repeated.stdout).toContain(
      '0 people imported, 3 existed already and are the same, 0 existed and differ.\n',
    );
    const restored = await startStack({
      organization: stack.organization,
      temporal: { client: clientOn(connection), nativeConnection, nowMs: async () => Date.now() },
    });
    try {
      expect(await answersOf(restored)).toEqual(before);
      expect(
        await until(
          'the list',
          () => listsOf(restored),
          ({ people }) => people.length === 2,
        ),
      ).toEqual({
        people: await peopleWithout(stack, [ids.alan, ids.barbara]),
        byExternalId: [workflowIdOf(ids.grace)],
      });
      expect(await restored.vultr.requests()).toMatchObject({ total: 0 });

      const { onboarding } = await restored.onboardings.rehire(ids.ada, hr);
      expect(onboarding.id).toBe(`${workflowIdOf(ids.ada)}.3`);
      await restored.reached(onboarding.id, 'awaiting_acceptance');
      const { code, stdout } = await registers(['import', file], toEmpty());
      expect(code).toBe(1);
      expect(stdout).toContain(
        '0 people imported, 2 existed already and are the same, 1 existed and differs.',
      );
      expect(stdout).toContain(`  ${workflowIdOf(ids.ada)}: an onboarding is in progress`);
      const lost = workflowIdOf(ids.grace);
      await restored.client.workflow.getHandle(lost).terminate();
      const ended = await registers(['import', file], toEmpty());
      expect(ended.stdout).toContain(`  ${lost}: was ended in Temporal (terminated)`);
      await expect(restored.onboardings.start(grace, hr)).rejects.toMatchObject({ code: 'record_lost' });
      await deleteExecution(restored, lost);
      const repaired = await registers(['import', file], toEmpty());
      expect(repaired.stdout).toContain('1 person imported, 1 existed already and is the same, 1 existed');
      expect(await restored.onboardings.getPerson(lost)).toEqual(before.people.find(({ id }) => id === lost));
    } finally {
      await restored.stop();
    }
  });

  test('is followed by what was in progress: what the lines contain has the same effect, without a second email', async () => {
    await registers(['import', file], toEmpty());
    const { mails } = await stack.vultr.counts();
    const restored = await startStack({
      organization: stack.organization,
      temporal: { client: clientOn(connection), nativeConnection, nowMs: async () => Date.now() },
      vultr: stack.vultr,
    });
    try {
      for (const { inProgress } of await linesOf(file)) {
        if (inProgress?.request !== undefined) await restored.onboardings.start(inProgress.request, hr);
        if (inProgress?.order !== undefined) await restored.offboardings.order(inProgress.order, hr);
      }
      const invited = await restored.reached(`${workflowIdOf(ids.alan)}.1`, 'awaiting_acceptance');
      expect(invited.invitation?.id).toBe((await stack.onboardings.get(ids.alan)).invitation?.id);
      const leaving = await until(
        'the suspension',
        () => restored.offboardings.get(`${workflowIdOf(ids.barbara)}.1`),
        ({ state }) => state === 'suspended' || state === 'needs_attention',
      );
      expect(leaving).toMatchObject({ state: 'suspended', before: { suspended: true } });
      expect(await stack.vultr.counts()).toMatchObject({ mails });
    } finally {
      await restored.stop();
    }
  });
});

/** Deletes the newest execution, and waits until Temporal has forgotten it. */
async function deleteExecution({ client }: Stack, workflowId: string): Promise<void> {
  await client.workflowService.deleteWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId },
  });
  await until(
    'the deletion',
    () =>
      client.workflow
        .getHandle(workflowId)
        .describe()
        .then(
          () => false,
          () => true,
        ),
    (isDeleted) => isDeleted,
  );
}

async function listsOf({ onboardings }: Stack) {
  const { items } = await onboardings.listPeople({ limit: 50 });
  const found = await onboardings.listPeople({ limit: 50, externalId: 'hr-4711' });
  return { people: items.map(({ id }) => id).toSorted(), byExternalId: found.items.map(({ id }) => id) };
}

async function peopleWithout({ onboardings }: Stack, flowIds: readonly string[]): Promise<string[]> {
  const { items } = await onboardings.listPeople({ limit: 50 });
  const without = new Set(flowIds.map(workflowIdOf));
  return items.flatMap(({ id }) => (without.has(id) ? [] : id)).toSorted();
}
