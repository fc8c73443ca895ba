import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTemporal, type TestEnvironment } from '../support/test-environment.ts';
import type { Scenario } from './scenario.ts';

/** The usual environment, and one whose server suggests early to continue as new. */
export type Environments = {
  readonly usual: TestEnvironment;
  readonly of: (scenario: Scenario) => TestEnvironment;
  /** Stops what was created here, not the usual one. */
  readonly stop: () => Promise<void>;
};

export async function createEnvironments(usual: TestEnvironment): Promise<Environments> {
  const folder = await mkdtemp(join(tmpdir(), 'vultr-onboarding-early-'));
  const server = await startTemporal(usual.temporalBinary, folder, { continuesAsNewEarly: true });
  const early = { ...usual, temporalAddress: server.address };
  return {
    usual,
    of: ({ continuesAsNewEarly }) => (continuesAsNewEarly === true ? early : usual),
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
