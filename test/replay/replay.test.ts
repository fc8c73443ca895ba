import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { workflows } from '../../src/contract/temporal/workflow-definitions.ts';
import { bundleIn } from '../../src/workers/bundle-workflows.ts';
import { createReplayer } from '../../src/workers/replay/replayer.ts';
import { testEncryptionKeys } from '../support/encryption.ts';
import { currentVersion, parseHistory, readRecordings } from './recordings.ts';
import { scenarios } from './scenarios/index.ts';

// An onboarding waits for weeks, so newer code must be able to continue what older code began.
Runtime.install({ logger: new DefaultLogger('ERROR') });

const recordings = readRecordings();
const settings = { encryptionKeys: testEncryptionKeys };
const replayer = (traces: boolean) =>
  createReplayer({ ...settings, traces, workflowBundle: bundleIn(inject('workflowBundlePath'), { traces }) });
const [traced, untraced] = [replayer(true), replayer(false)];

afterAll(async () => {
  await traced.stop();
  await untraced.stop();
});

describe('recorded histories', () => {
  test('there is one of each scenario of this version, and no other', () => {
    const recorded = recordings.filter(({ version }) => version === currentVersion).map(({ name }) => name);
    expect(recorded).toEqual(scenarios.map(({ name }) => name).toSorted());
  });

  test('there is one of every workflow type', () => {
    const types = new Set(
      recordings.filter(({ version }) => version === currentVersion).map(({ type }) => type),
    );
    const registered = Object.values(workflows).map(({ name }) => name);
    expect([...types].toSorted()).toEqual(registered.toSorted());
  });

  test('onboardings announce events in those that say so, and only there', () => {
    const onboardings = recordings.filter(({ type }) => type === workflows.onboarding.name);
    const announcing = onboardings.filter(({ json }) => json.includes('"announceEvent"'));
    expect(announcing.map(({ name }) => name)).toEqual(
      onboardings.map(({ name }) => name).filter((name) => name.endsWith('-with-events')),
    );
    expect(announcing.length).toBeGreaterThan(5);
  });

  test('are encrypted', () => {
    const keyId = Buffer.from('test').toString('base64');
    for (const { json } of recordings) {
      expect(json).toContain(`"encryption-key-id":"${keyId}"`);
      expect(json).not.toMatch(/example\.com/);
    }
  });

  test.each(recordings)('$version $name replays, with traces and without', async ({ name, json }) => {
    expect(await traced.replay(name, parseHistory(json))).toBeUndefined();
    expect(await untraced.replay(name, parseHistory(json))).toBeUndefined();
  });
});
