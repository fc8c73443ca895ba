import { inspect } from 'node:util';
import { createServer, type ServerOptions } from '../../src/api/server.ts';
import { createAuthenticate } from '../../src/auth/authenticate.ts';
import type { ApiKey } from '../../src/contract/config/api-key.ts';
import { parseApiKeys } from '../../src/config/parse-api-keys.ts';
import type { AccessReport } from '../../src/contract/api/access-report.ts';
import type { DeliveryView } from '../../src/contract/api/delivery-view.ts';
import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import type { Onboardings } from '../../src/onboardings/onboardings.ts';
import { createApiMetrics } from '../../src/telemetry/api-metrics.ts';
import type { Logger } from '../../src/telemetry/logger.ts';

export const runId = `onboarding-${'0123456789abcdef'.repeat(2)}`;

export const validBody = {
  email: 'ada@example.com',
  group: { name: 'Developers' },
  policies: ['Provisioning'],
};

export function runView(changes: Partial<OnboardingView> = {}): OnboardingView {
  return {
    id: runId,
    state: 'awaiting_acceptance',
    step: 'awaitAcceptance',
    since: '2026-06-29T09:00:00.000Z',
    email: 'ada@example.com',
    group: { name: 'Developers', id: 'group-1' },
    policies: [{ name: 'Provisioning', id: 'policy-1' }],
    invitation: {
      id: 'invitation-1',
      status: 'pending',
      number: 2,
      sentAt: '2026-06-29T09:00:00.000Z',
      expiresAt: '2026-07-02T09:00:00.000Z',
    },
    nextStep: 'The acceptance is awaited.',
    history: [{ at: '2026-06-29T09:00:00.000Z', message: 'started' }],
    timings: { startedAt: '2026-06-29T09:00:00.000Z' },
    ...changes,
  };
}

export function accessReport(changes: Partial<AccessReport> = {}): AccessReport {
  return {
    email: 'ada@example.com',
    userCount: 1,
    userId: 'user-1',
    active: { value: true, observed: 'status active' },
    access: {
      value: true,
      groups: [{ id: 'group-1', name: 'Developers', policies: ['Provisioning'] }],
      policies: ['Provisioning'],
      roles: [],
      observed: 'in "Developers" (Provisioning); effective policies: Provisioning; no role',
    },
    conclusion: 'The user is Active and has access.',
    fix: { step: 'none', action: 'Nothing is missing in the organization.' },
    ...changes,
  };
}

export function deliveryView(changes: Partial<DeliveryView> = {}): DeliveryView {
  const webhookId = `event-${'0123456789abcdef'.repeat(2)}-0123456789ab-3`;
  return {
    id: `${webhookId}-hr`,
    status: 'failed',
    type: 'onboarding.completed',
    onboardingId: runId,
    receiver: 'hr',
    happenedAt: '2026-06-29T09:00:00.000Z',
    webhookId,
    ...changes,
  };
}

export const apiKey = { name: 'hr-system', secret: 'first-secret-of-the-hr-system' };

/** Keys of these names and secrets, as the configuration reads them. */
export function keysOf(text: string): readonly ApiKey[] {
  const parsed = parseApiKeys(text);
  if ('mistakes' in parsed) throw new Error(parsed.mistakes.join());
  return parsed.value;
}

export const authorized = { authorization: `Bearer ${apiKey.secret}` };

/** The API over a fake `Runs` that writes down what it was asked, and a log that can be read. */
export function apiOver(fakes: Partial<Onboardings> = {}, options: Partial<ServerOptions> = {}) {
  const calls: unknown[][] = [];
  const logLines: string[] = [];
  const answers: Onboardings = {
    start: async () => ({ outcome: 'started', run: runView() }),
    plan: async (requests) => requests.map(() => ({ plan: 'invite' as const })),
    get: async () => runView(),
    list: async () => ({ items: [runView()], nextCursor: null }),
    command: async () => runView(),
    findByEmail: async () => undefined,
    reportAccess: async () => {
      throw new Error('not expected');
    },
    listEvents: async () => ({ items: [deliveryView()], nextCursor: null }),
    replayEvent: async () => deliveryView({ status: 'under_way' }),
    countOpen: async () => new Map(),
    ping: async () => {},
    ...fakes,
  };
  const runs: Onboardings = {
    start: (...given) => (calls.push(['start', ...given]), answers.start(...given)),
    plan: (...given) => (calls.push(['plan', ...given]), answers.plan(...given)),
    get: (...given) => (calls.push(['get', ...given]), answers.get(...given)),
    list: (...given) => (calls.push(['list', ...given]), answers.list(...given)),
    command: (...given) => (calls.push(['command', ...given]), answers.command(...given)),
    findByEmail: (...given) => (calls.push(['findByAddress', ...given]), answers.findByEmail(...given)),
    reportAccess: (...given) => (calls.push(['reportAccess', ...given]), answers.reportAccess(...given)),
    listEvents: (...given) => (calls.push(['listEvents', ...given]), answers.listEvents(...given)),
    replayEvent: (...given) => (calls.push(['replayEvent', ...given]), answers.replayEvent(...given)),
    countOpen: () => answers.countOpen(),
    ping: () => answers.ping(),
  };
  const write = (level: string) => (facts: object, message: string) => {
    logLines.push(`${level} ${message} ${inspect(facts, { depth: 10, breakLength: Infinity })}`);
  };
  const logger: Logger = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
  const app = createServer({
    onboardings: runs,
    authenticate: createAuthenticate(() => keysOf(`${apiKey.name}:${apiKey.secret}`)),
    requestsPerSecond: 1_000,
    logger,
    metrics: createApiMetrics(() => runs.countOpen()),
    checkOwnAccess: async () => [],
    version: '1.2.3',
    ...options,
  });
  return { app, calls, logLines };
}

export function post(url: string, payload: string | object | Buffer, headers: Record<string, string> = {}) {
  return {
    method: 'POST' as const,
    url,
    payload,
    headers: { ...authorized, 'content-type': 'application/json', ...headers },
  };
}

export function get(url: string) {
  return { method: 'GET' as const, url, headers: authorized };
}
