import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { OnboardingRequest } from '../../../src/contract/api/onboarding-request.ts';

export type ApiProcess = {
  /** Asks for a run and answers the status. Rejects where no answer comes. */
  readonly post: (request: OnboardingRequest, headers?: Readonly<Record<string, string>>) => Promise<number>;
  /** SIGKILL: nothing is finished, nobody is answered. */
  readonly kill: () => Promise<void>;
};

const program = fileURLToPath(new URL('../../../src/bin/api.ts', import.meta.url));
const secret = 'a-secret-of-the-hr-system';

/** An API as production runs it: `npm run start:api`, in a process of its own. */
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
  const url = await listensAt(createInterface(child.stderr));
  return {
    async post(request, headers = {}) {
      const response = await fetch(`${url}/v1/onboardings`, {
        method: 'POST',
        headers: { ...headers, authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: JSON.stringify(request),
      });
      return response.status;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The address that the log tells; the log is read on, so that the process never waits for a reader. */
async function listensAt(lines: ReturnType<typeof createInterface>): Promise<string> {
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const url = /"url":"(http:[^"]+)"/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
    lines.once('close', () => reject(new Error('the API ended before it listened')));
  });
}
