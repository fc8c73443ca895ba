import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { loadConfig } from '../../src/config/config.ts';
import { createProgress } from '../../src/contract/lib/progress.ts';
import { searchAttributesFor } from '../../src/contract/temporal/search-attributes.ts';
import { findTemporal } from '../../src/dev-server/find-temporal.ts';
import { startDevServer } from '../../src/dev-server/start-dev-server.ts';
import { writeBundles } from '../../src/cli/write-bundles.ts';
import { findTimeSkippingServer, type TimeSkipping } from './find-time-skipping-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The Temporal CLI, for tests that start a server of their own. */
    temporalBinary: string;
    /** `host:port` of the dev server that all tests share; its namespace is `default`. */
    temporalAddress: string;
    /** The workflows, bundled once, for a worker's `workflowBundle`; with traces beside it. */
    workflowBundlePath: string;
    timeSkipping: TimeSkipping;
  }
}

/** Temporal deletes an execution only after a checkpoint that follows its end: by default within half a minute. */
const deletesSoon = {
  'history.transferProcessorUpdateAckInterval': '1s',
  'history.visibilityProcessorUpdateAckInterval': '1s',
};

/** Creates what the whole suite shares: the workflow bundle and a Temporal server, never one that the environment names. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { cacheDir } = loadConfig().local;
  const progress = createProgress(process.stderr);
  const temporalBinary = await findTemporal({ cacheDir, progress });
  const timeSkipping = await findTimeSkippingServer({ cacheDir, progress });
  if ('reason' in timeSkipping) {
    const problem = `The time-skipping server was not found (${timeSkipping.reason}).`;
    if (process.env['CI']) throw new Error(`${problem} CI must not skip tests.`);
    progress.print(`SKIPPED: all tests in virtual time. ${problem} Install Java 11 or newer and Maven.`);
  }

  const folder = await mkdtemp(join(tmpdir(), 'vultr-onboarding-'));
  const workflowBundlePath = join(folder, 'workflows.js');
  const bundle = () => writeBundles(workflowBundlePath);
  await bundle();
  project.onTestsRerun(bundle);

  // Started last, because nothing would stop it if a later part of the setup failed.
  const server = await startDevServer({
    binary: temporalBinary,
    ip: '127.0.0.1',
    port: 0,
    namespace: 'default',
    searchAttributes: searchAttributesFor({ plainRef: true }),
    retentionDays: 30,
    logFile: join(folder, 'temporal.log'),
    dynamicConfig: deletesSoon,
  });

  project.provide('temporalBinary', temporalBinary);
  project.provide('temporalAddress', server.address);
  project.provide('workflowBundlePath', workflowBundlePath);
  project.provide('timeSkipping', timeSkipping);

  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
