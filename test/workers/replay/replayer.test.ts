import { DefaultLogger, Runtime } from '@temporalio/worker';
import { describe, expect, onTestFinished, test } from 'vitest';
import { bundleWorkflows } from '../../../src/workers/bundle-workflows.ts';
import { describeEvent, type History } from '../../../src/workers/replay/history.ts';
import { createReplayer } from '../../../src/workers/replay/replayer.ts';
import type { WorkflowSettings } from '../../../src/workers/workflow-options.ts';
import { parseHistory, recordingNamed } from '../../replay/recordings.ts';
import { testEncryptionKeys } from '../../support/encryption.ts';

Runtime.install({
  logger: new DefaultLogger('ERROR', () => {}),
  telemetryOptions: { logging: { console: {}, filter: 'OFF' } },
});

const { code } = await bundleWorkflows();
const { json } = recordingNamed('straight-through');
const history = parseHistory(json);

function replayerFor(settings: Partial<WorkflowSettings> = {}, limit?: Parameters<typeof createReplayer>[1]) {
  const replayer = createReplayer(
    { encryptionKeys: testEncryptionKeys, workflowBundle: { code }, traces: false, ...settings },
    limit,
  );
  onTestFinished(() => replayer.stop());
  return (one: History) => replayer.replay('some-workflow', one);
}

/** The bundle after a change to the code. */
function changed(from: string, to: string): WorkflowSettings['workflowBundle'] {
  expect(code).toContain(from);
  return { code: code.replaceAll(from, to) };
}

describe('a history', () => {
  test('of the same code replays, as often as asked', async () => {
    const replay = replayerFor();
    expect(await replay(history)).toBeUndefined();
    expect(await replay(parseHistory(recordingNamed('group-writer').json))).toBeUndefined();
    expect(await replay(history)).toBeUndefined();
  });

  test('that changed code does not lead to fails at the first event that differs', async () => {
    const replay = replayerFor({ workflowBundle: changed('.inviteUser(', '.inviteSomebody(') });
    const failure = await replay(history);
    expect(describeEvent(failure?.event ?? {})).toBe('ActivityTaskScheduled inviteUser');
    expect(failure?.reason).toMatch(/^\[TMPRL1100\].*'inviteUser'.*'inviteSomebody'/);
    const before = Number(failure?.event.eventId) - 1;
    expect(await replay({ events: (history.events ?? []).slice(0, before) })).toBeUndefined();
  });

  test('that makes the code throw fails at the task in which it throws, with the message', async () => {
    const broken = 'effects.acceptance = acceptance;';
    const replay = replayerFor({ workflowBundle: changed(broken, `undefined.nothing(); ${broken}`) });
    const failure = await replay(history);
    expect(describeEvent(failure?.event ?? {})).toBe('WorkflowTaskCompleted');
    expect(failure?.reason).toMatch(/undefined.*nothing/);
  });

  test('of a type that the bundle lacks fails, and the next one replays', async () => {
    const replay = replayerFor();
    const unknown = parseHistory(json.replaceAll('"name":"onboarding"', '"name":"gone"'));
    expect((await replay(unknown))?.reason).toMatch(/'gone': no such function/);
    expect(await replay(history)).toBeUndefined();
  });

  test.each([
    ['a key that is missing', { id: 'other', key: Buffer.alloc(32) }, /key "test".*does not contain/],
    [
      'a key with the same ID',
      { id: 'test', key: Buffer.alloc(32) },
      /key named "test" that is not the one of that name/,
    ],
  ] as const)('encrypted with %s fails, and the ID of the key is named', async (_which, key, reason) => {
    const failure = await replayerFor({ encryptionKeys: [key] })(history);
    expect(failure?.reason).toMatch(reason);
    expect(failure?.event).toBe(history.events?.[0]);
  });

  test('that cannot be decrypted after its last completed task fails as well', async () => {
    const waiting = parseHistory(recordingNamed('invitation-watch').json);
    const last = waiting.events?.findLast(({ activityTaskCompletedEventAttributes: one }) => one);
    const [payload] = last?.activityTaskCompletedEventAttributes?.result?.payloads ?? [];
    if (payload?.metadata) payload.metadata['encryption-key-id'] = Buffer.from('retired');
    const failure = await replayerFor()(waiting);
    expect(failure).toMatchObject({ event: last, reason: expect.stringContaining('"retired"') });
  });
});

test('a replay that does not end is given up', async () => {
  // The SDK waits forever for the first task of this one.
  const replay = replayerFor({}, { baseMs: 2_000, perEventMs: 0 });
  await expect(replay({ events: (history.events ?? []).slice(0, 1) })).rejects.toThrow(
    'The replay of some-workflow does not end',
  );
});
