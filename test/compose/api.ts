import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import { until } from '../support/until.ts';

const api = 'http://127.0.0.1:3000';
const simulator = 'http://127.0.0.1:4010/__sim';

export type Api = {
  readonly hire: (email: string) => Promise<OnboardingView>;
  /** Accepts the invitation in the simulator, and waits for the access. */
  readonly accept: (onboarding: OnboardingView) => Promise<OnboardingView>;
  readonly reached: (id: string, state: string) => Promise<OnboardingView>;
  readonly status: (key: string) => Promise<number>;
};

/** The published addresses of docker-compose.yml, with this API key. */
export function callApi(apiKey: string): Api {
  const headers = headersOf(apiKey);
  const get = async (id: string) => {
    const response = await fetch(`${api}/v1/onboardings/${id}`, { headers });
    return (await response.json()) as OnboardingView;
  };
  const reached = (id: string, state: string) =>
    until(
      `${state} of ${id}`,
      () => get(id),
      (view) => view.state === state,
      120_000,
    );
  return {
    reached,
    async hire(email) {
      const body = JSON.stringify({ email, group: { name: 'Developers' }, policies: ['Provisioning'] });
      const response = await fetch(`${api}/v1/onboardings`, { method: 'POST', headers, body });
      if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
      const { id } = (await response.json()) as OnboardingView;
      return await reached(id, 'awaiting_acceptance');
    },
    async accept({ id, invitation }) {
      const response = await fetch(`${simulator}/invitations/${invitation?.id}/accept`, {
        method: 'POST',
        headers: { connection: 'close' },
      });
      if (!response.ok) throw new Error(`accept: ${response.status} ${await response.text()}`);
      return await reached(id, 'completed');
    },
    async status(key) {
      return (await fetch(`${api}/v1/onboardings`, { headers: headersOf(key) })).status;
    },
  };
}

function headersOf(key: string) {
  // A container that was taken down leaves connections in the pool that no longer lead anywhere.
  return {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    connection: 'close',
  };
}
