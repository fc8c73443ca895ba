import type { UserStatus } from '../../src/simulator/state/rows.ts';
import { defined } from '../../src/contract/lib/optional.ts';

/** Uses the simulator as another member of the organization would, and through its control routes. */
export type SimulatorClient = {
  readonly url: string;
  readonly apiKey: string;
  /** Sends a request as another holder of the organization's key would. Throws unless the status is 2xx. */
  readonly call: (method: string, path: string, body?: object) => Promise<unknown>;
  /** Returns the number of users, groups, invitations, memberships, attachments and emails (`mails`). */
  readonly counts: () => Promise<Record<string, number>>;
  /** Accepts as the invited person would, with an account of this email. */
  readonly accept: (invitationId: string, email?: string) => Promise<void>;
  readonly setDialect: (change: object) => Promise<void>;
  readonly fault: (fault: object) => Promise<void>;
  readonly clearFaults: () => Promise<void>;
  /** Returns the number of faults that have not hit a request yet. */
  readonly pendingFaults: () => Promise<number>;
  readonly requests: () => Promise<{
    total: number;
    byOperation: Record<string, number>;
    byStatus: Record<string, number>;
  }>;
  readonly forgetRequests: () => Promise<void>;
  readonly addUser: (email: string, status?: UserStatus) => Promise<void>;
  readonly userEmails: () => Promise<string[]>;
};

export function simulatorAt(url: string, apiKey: string): SimulatorClient {
  async function call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      ...defined({ body: body && JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  return {
    url,
    apiKey,
    call,
    counts: async () => (await call('GET', '/__sim/state')) as Record<string, number>,
    accept: async (id, email) =>
      void (await call('POST', `/__sim/invitations/${id}/accept`, defined({ email }))),
    setDialect: async (change) => void (await call('PUT', '/__sim/dialect', change)),
    fault: async (fault) => void (await call('POST', '/__sim/faults', fault)),
    clearFaults: async () => void (await call('DELETE', '/__sim/faults')),
    pendingFaults: async () => ((await call('GET', '/__sim/faults')) as { items: unknown[] }).items.length,
    requests: async () =>
      (await call('GET', '/__sim/requests?limit=0')) as Awaited<ReturnType<SimulatorClient['requests']>>,
    forgetRequests: async () => void (await call('DELETE', '/__sim/requests')),
    addUser: async (email, status = 'active') => void (await call('POST', '/__sim/users', { email, status })),
    async userEmails() {
      const { users } = (await call('GET', '/v2/users')) as { users: { email: string }[] };
      return users.map(({ email }) => email);
    },
  };
}
