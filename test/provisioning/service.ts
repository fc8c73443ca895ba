import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { OffboardingView } from '../../src/contract/api/offboarding-view.ts';
import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import { createIdentityProvider, type IdentityProvider } from '../support/identity-provider.ts';
import { type Program, startProgram } from '../support/program.ts';
import { writeRolesFile } from '../support/roles-file.ts';
import { type SimulatedVultr, startSimulatedVultr } from '../support/simulated-vultr.ts';
import { workerEnvironment } from '../support/worker-process.ts';

const providerSecret = 'a-secret-of-the-identity-provider';
const readerSecret = 'a-secret-of-the-auditor';

export type ProvisioningService = {
  readonly vultr: SimulatedVultr;
  /** Sends its requests to all APIs in turn. */
  readonly provider: IdentityProvider;
  /** Starts a worker. Resolves once it takes work. */
  readonly startWorker: () => Promise<Program>;
  readonly onboarding: (id: string) => Promise<OnboardingView>;
  readonly offboarding: (id: string) => Promise<OffboardingView>;
  readonly stop: () => Promise<void>;
};

/**
 * Starts APIs that speak SCIM as processes, as in production, with a Vultr that has its real limit of 30 requests per second.
 * Each of the roles is for the people of one group of the identity provider.
 */
export async function startService(
  roles: readonly string[],
  apis: number,
  settings: Readonly<Record<string, string>>,
): Promise<ProvisioningService> {
  const folder = await mkdtemp(join(tmpdir(), 'vultr-onboarding-provisioning-'));
  const vultr = await startSimulatedVultr();
  const environment = {
    ...workerEnvironment({
      temporalAddress: inject('temporalAddress'),
      workflowBundlePath: inject('workflowBundlePath'),
      organization: randomUUID(),
      vultr,
    }),
    ONBOARDING_ROLES_FILE: await writeRolesFile(folder, roles),
    LOG_LEVEL: 'info',
    ...settings,
  };
  const programs: Program[] = [];
  const start = (name: 'api' | 'worker', more: Readonly<Record<string, string>> = {}) => {
    const program = startProgram(name, { ...environment, ...more });
    programs.push(program);
    return program;
  };
  const startApi = async () => {
    const [, url = ''] = await start('api', {
      PORT: '0',
      ONBOARDING_API_KEYS: `entra/provision:${providerSecret},auditor/read:${readerSecret}`,
      ONBOARDING_API_RATE: '100000',
      ONBOARDING_SCIM_URL: 'http://127.0.0.1',
    }).waitForLine(/"url":"(http[^"]+)"/);
    return url;
  };
  const stop = async () => {
    for (const program of programs) await program.kill();
    await vultr.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const urls = await Promise.all(Array.from({ length: apis }, startApi));
    const read = async <View>(path: string): Promise<View> => {
      const response = await fetch(`${urls[0]}${path}`, {
        headers: { authorization: `Bearer ${readerSecret}` },
      });
      if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as View;
    };
    return {
      vultr,
      provider: createIdentityProvider(
        urls.map((url) => `${url}/scim/v2`),
        providerSecret,
      ),
      async startWorker() {
        const worker = start('worker');
        await worker.waitForLine(/worker started/);
        return worker;
      },
      onboarding: (id) => read(`/v1/onboardings/${id}`),
      offboarding: (id) => read(`/v1/offboardings/${id}`),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
