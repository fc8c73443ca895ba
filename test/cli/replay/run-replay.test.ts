import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { taskQueuesFor } from '../../../src/contract/temporal/task-queues.ts';
import { testEncryptionSetting } from '../../support/encryption.ts';
import { runProgram } from '../../support/run-program.ts';
import { workflowIdOf } from '../../support/executions.ts';
import { startStack, type Stack } from '../../support/stack.ts';
import { until } from '../../support/until.ts';

let stack: Stack;
let folder: string;
/** Nobody works for this organization. */
const idle = randomUUID();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vultr-onboarding-replay-'));
  stack = await startStack();
  const { id } = await stack.start();
  const { invitation } = await stack.reached(id, 'awaiting_acceptance');
  await stack.vultr.accept(invitation?.id ?? '');
  await stack.reached(id, 'completed');
  await until(
    'the first task of the register',
    () => stack.client.workflow.getHandle(workflowIdOf(id)).describe(),
    ({ type, historyLength }) => type === 'person' && historyLength >= 4,
  );
  const waiting = await stack.start({ email: 'grace@example.com' });
  await stack.reached(waiting.id, 'awaiting_acceptance');
  const taskQueue = taskQueuesFor(idle).onboarding;
  for (const type of ['onboarding', 'gone'])
    await stack.client.workflow.start(type, { workflowId: `${type}-${idle}`, taskQueue });
  await until(
    'all of them in the list',
    async () => [await count(stack.organization), await count(idle)],
    ([busy, quiet]) => busy === 4 && quiet === 2,
  );
});

afterAll(async () => {
  await stack.stop();
  await rm(folder, { recursive: true });
});

/** Counts the executions of an organization, a closed group writer included. */
async function count(organization: string): Promise<number> {
  const query = `TaskQueue = '${taskQueuesFor(organization).onboarding}'`;
  return (await stack.client.workflow.count(query)).count;
}

function replay(args: readonly string[] = [], changes: Record<string, string> = {}) {
  return runProgram('src/bin/replay.ts', args, {
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    ONBOARDING_ORGANIZATION: stack.organization,
    ONBOARDING_ENCRYPTION_KEYS: testEncryptionSetting,
    ONBOARDING_WORKFLOW_BUNDLE: inject('workflowBundlePath'),
    ...changes,
  });
}

describe('npm run replay', () => {
  test.each([
    ['a bundle', {}],
    ['its own sources', { ONBOARDING_WORKFLOW_BUNDLE: '' }],
    ['its own sources, traced', { ONBOARDING_WORKFLOW_BUNDLE: '', OTEL_TRACES_EXPORTER: 'otlp' }],
  ])(
    'replays what is open and what closed lately with %s, changes nothing, and exits with 0',
    async (_what, env) => {
      const before = await count(stack.organization);
      const { code, stdout, stderr } = await replay([], env);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toBe(
        [
          'workflow type  replayed    failed   skipped',
          'groupWriter           1         0         0',
          'onboarding            2         0         0',
          'person                1         0         0',
          '',
          '4 executions replayed, and this build continues them all.',
          '',
        ].join('\n'),
      );
      expect(await count(stack.organization)).toBe(before);
    },
  );

  test('exits with 1 if the code has changed, and says where and how each execution differs', async () => {
    const bundle = join(folder, 'changed.js');
    const sources = readFileSync(inject('workflowBundlePath'), 'utf8');
    await writeFile(bundle, sources.replaceAll('.grant(', '.grantSomebody('));
    const { code, stdout } = await replay([], { ONBOARDING_WORKFLOW_BUNDLE: bundle });
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /✗ onboarding person-[0-9a-f]{32}, run [0-9a-f-]{36}\n {4}event \d+, ActivityTaskScheduled grant: \[TMPRL1100\].*grantSomebody/,
    );
    expect(stdout).toMatch(/^onboarding +1 +1 +0$/m);
    expect(stdout).toContain('This build cannot continue 1 execution. Do not make it current');
  });

  test('exits with 1 if a key is missing, and names it', async () => {
    const { code, stdout } = await replay([], {
      ONBOARDING_ENCRYPTION_KEYS: `new:${Buffer.alloc(32).toString('base64')}`,
    });
    expect(code).toBe(1);
    expect(stdout.match(/event 1, WorkflowExecutionStarted: .*key "test".*does not contain/g)).toHaveLength(
      4,
    );
    expect(stdout).toMatch(/^onboarding +0 +2 +0$/m);
  });

  test('skips a type that the build lacks and executions that have not begun, and exits with 2 if nothing is left', async () => {
    const quiet = { ONBOARDING_ORGANIZATION: idle };
    const all = await replay(['--query', "ExecutionStatus = 'Running'"], quiet);
    expect(all).toMatchObject({ code: 2, stderr: '' });
    expect(all.stdout).toMatch(/^gone +0 +0 +1$/m);
    expect(all.stdout).toContain('1 of gone skipped: this build has no such workflow type');
    expect(all.stdout).toContain('1 of onboarding skipped: no workflow task has completed yet');
    expect(all.stdout).toContain('Nothing was replayed');
  });

  test('exits with 2 and says so if there is nothing', async () => {
    const { code, stdout } = await replay([], { ONBOARDING_ORGANIZATION: randomUUID() });
    expect(code).toBe(2);
    expect(stdout).toMatch(/^Nothing was replayed, .*ONBOARDING_ORGANIZATION/);
  });

  test('leaves out other organizations, whatever the query', async () => {
    const { code, stdout } = await replay([
      '--query',
      "WorkflowType = 'onboarding' OR WorkflowType = 'gone'",
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('2 executions replayed');
    expect(stdout).not.toContain('gone');
  });

  test('replays no more than the limit, and says that there is more', async () => {
    const { code, stdout } = await replay(['--query', "WorkflowType = 'onboarding'", '--limit', '1']);
    expect(code).toBe(0);
    expect(stdout).toContain('There are more executions of the query than 1');
    expect(stdout).toContain('1 execution replayed');
  });

  test.each([
    ['a query that Temporal rejects', ['--query', 'Nonsense ='], {}, /^\nTemporal rejected the request: /],
    [
      'no Temporal',
      [],
      { TEMPORAL_ADDRESS: '127.0.0.1:1' },
      /^\nTemporal does not respond at 127\.0\.0\.1:1/,
    ],
    ['no keys', [], { ONBOARDING_ENCRYPTION_KEYS: '' }, /ONBOARDING_ENCRYPTION_KEYS: must be set/],
    ['no bundle', [], { ONBOARDING_WORKFLOW_BUNDLE: '/nowhere/workflows.js' }, /nowhere/],
  ] as const)('%s: says what to do, and exits with 1', async (_what, args, env, message) => {
    const { code, stderr } = await replay(args, env);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });
});
