import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { OnboardingRequest } from '../../src/contract/api/onboarding-request.ts';

export type ApiProcess = {
  /** Posts an onboarding and returns the status. Rejects if there is no response. */
  readonly post: (request: OnboardingRequest, headers?: Readonly<Record<string, string>>) => Promise<number>;
  /** Hires the person of an onboarding again, as `post`. */
  readonly rehire: (id: string) => Promise<number>;
  /** Sends SIGKILL: nothing is finished, and no request gets a response. */
  readonly kill: () => Promise<void>;
};

const program = fileURLToPath(new URL('../../src/bin/api.ts', import.meta.url));
const secret = 'a-secret-of-the-hr-system';

/** Starts an API as production does, as `npm run start:api` in a process of its own. */
export async function startApiProcess(environment: Readonly<Record<string, string>>): Promise<ApiProcess> {
  const child = spawn(process.execPath, [program], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      LOG_LEVEL: 'info',
      ONBOARDING_API_KEYS: `hr:${secret}`,
      ...environment,
    },
  });
  const ended = once(child, 'exit');
  const url = await readUrl(createInterface(child.stderr));
  const send = async (path: string, body: object, headers: Readonly<Record<string, string>> = {}) => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { ...headers, authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return response.status;
  };
  return {
    post: (request, headers) => send('/v1/onboardings', request, headers),
    rehire: (id) => send(`/v1/onboardings/${id}/rehire`, {}),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Returns the URL from the log. Keeps reading the log, so that the process never blocks on its output. */
async function readUrl(lines: ReturnType<typeof createInterface>): Promise<string> {
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const url = /"url":"(http:[^"]+)"/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
    lines.once('close', () => reject(new Error('the API exited before it listened')));
  });
}
