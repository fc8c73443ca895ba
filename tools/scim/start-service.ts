import { randomBytes } from 'node:crypto';
import { loadConfig } from '../../src/config/config.ts';
import { createProgress } from '../../src/contract/lib/progress.ts';
import { findTemporal } from '../../src/dev-server/find-temporal.ts';
import { portsForStart, startEverything } from '../../test/support/npm-start.ts';

export type ScimService = {
  /** The base URL of SCIM. */
  readonly url: string;
  readonly token: string;
  /** What the service logged so far. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
};

/**
 * Starts everything as `npm start` does, with SCIM, on free ports and with its data in the folder. Throws an error with the
 * output if the service does not start.
 */
export async function startScimService(folder: string): Promise<ScimService> {
  // With an empty cache, Temporal takes longer to build than a start may take.
  await findTemporal({ cacheDir: loadConfig().local.cacheDir, progress: createProgress(process.stderr) });
  const ports = await portsForStart();
  const token = randomBytes(18).toString('base64url');
  const origin = `http://127.0.0.1:${ports.PORT}`;
  const everything = startEverything(folder, {
    ...ports,
    ONBOARDING_API_KEYS: `suite/provision:${token}`,
    ONBOARDING_API_RATE: '100000',
    ONBOARDING_SCIM_URL: origin,
  });
  const stop = async () => {
    everything.signal('SIGTERM');
    await everything.ended;
  };
  try {
    const ended = everything.ended.then(() => {
      throw new Error(`The service ended:\n${everything.output()}`);
    });
    await Promise.race([everything.ready(), ended]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `${origin}/scim/v2`, token, log: everything.log, stop };
}
