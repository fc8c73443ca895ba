/** The simulator from outside: as the other people of an organization, and by its own control routes. */
export type SimulatorClient = {
  readonly url: string;
  readonly apiKey: string;
  /** A request as somebody else with the organization's key would send it. Throws for whatever is not a 2xx. */
  readonly call: (method: string, path: string, body?: object) => Promise<unknown>;
  /** How many users, groups, invitations, memberships, attachments and mails there are. */
  readonly counts: () => Promise<Record<string, number>>;
  /** Accepts as the invited person would, with an account of this address. */
  readonly accept: (invitationId: string, email?: string) => Promise<void>;
  readonly setDialect: (change: object) => Promise<void>;
  readonly fault: (fault: object) => Promise<void>;
  readonly clearFaults: () => Promise<void>;
  /** Faults that have not hit anything yet. */
  readonly pendingFaults: () => Promise<number>;
  readonly requests: () => Promise<{
    total: number;
    byOperation: Record<string, number>;
    byStatus: Record<string, number>;
  }>;
  readonly forgetRequests: () => Promise<void>;
  readonly addUser: (email: string) => Promise<void>;
};

export function simulatorAt(url: string, apiKey: string): SimulatorClient {
  async function call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
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
      void (await call('POST', `/__sim/invitations/${id}/accept`, email === undefined ? {} : { email })),
    setDialect: async (change) => void (await call('PUT', '/__sim/dialect', change)),
    fault: async (fault) => void (await call('POST', '/__sim/faults', fault)),
    clearFaults: async () => void (await call('DELETE', '/__sim/faults')),
    pendingFaults: async () => ((await call('GET', '/__sim/faults')) as { items: unknown[] }).items.length,
    requests: async () =>
      (await call('GET', '/__sim/requests?limit=0')) as Awaited<ReturnType<SimulatorClient['requests']>>,
    forgetRequests: async () => void (await call('DELETE', '/__sim/requests')),
    addUser: async (email) => void (await call('POST', '/__sim/users', { email })),
  };
}
