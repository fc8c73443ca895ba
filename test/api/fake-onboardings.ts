import { inspect } from 'node:util';
import { createServer, type ServerOptions } from '../../src/api/server.ts';
import { createAuthenticate } from '../../src/auth/authenticate.ts';
import type { PersonView } from '../../src/contract/api/person-view.ts';
import type { ApiKey } from '../../src/contract/config/api-key.ts';
import { parseApiKeys } from '../../src/config/parse-api-keys.ts';
import type { AccessReport } from '../../src/contract/api/access-report.ts';
import type { BrakeView } from '../../src/contract/api/brake.ts';
import type { DeliveryView } from '../../src/contract/api/delivery-view.ts';
import type { DriftReport } from '../../src/contract/api/drift.ts';
import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import type { Offboardings } from '../../src/offboardings/offboardings.ts';
import type { Onboardings } from '../../src/onboardings/onboardings.ts';
import { createApiMetrics } from '../../src/telemetry/api-metrics.ts';
import type { Logger } from '../../src/telemetry/logger.ts';
import { fakeOffboardings } from './fake-offboardings.ts';

export const onboardingId = `person-${'0123456789abcdef'.repeat(2)}.1`;

export const validBody = {
  email: 'ada@example.com',
  group: { name: 'Developers' },
  policies: ['Provisioning'],
};

export function exampleOnboarding(changes: Partial<OnboardingView> = {}): OnboardingView {
  return {
    id: onboardingId,
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
    nextStep: 'The onboarding waits for the acceptance.',
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

export const personId = onboardingId.replace(/\.\d+$/, '');

export function examplePerson(changes: Partial<PersonView> = {}): PersonView {
  const { state, since, email } = exampleOnboarding();
  return { id: personId, state, since, email, grants: [], flows: [], ...changes };
}

export function deliveryView(changes: Partial<DeliveryView> = {}): DeliveryView {
  const webhookId = `event-${'0123456789abcdef'.repeat(2)}-0123456789ab-3`;
  return {
    id: `${webhookId}-hr`,
    status: 'failed',
    type: 'onboarding.completed',
    onboardingId: onboardingId,
    receiver: 'hr',
    happenedAt: '2026-06-29T09:00:00.000Z',
    webhookId,
    ...changes,
  };
}

export function exampleBrake(changes: Partial<BrakeView> = {}): BrakeView {
  return { on: false, limit: 10, passed: 0, held: 0, notListed: 0, items: [], decisions: [], ...changes };
}

export function exampleDrift(changes: Partial<DriftReport> = {}): DriftReport {
  return {
    readAt: '2026-06-29T09:00:00.000Z',
    complete: true,
    people: 3,
    inProgress: 0,
    unreadable: 0,
    groups: [],
    ...changes,
  };
}

export const apiKey = { name: 'hr-system', secret: 'first-secret-of-the-hr-system' };

/** API keys, parsed as the configuration parses them. */
export function keysOf(text: string): readonly ApiKey[] {
  const parsed = parseApiKeys(text);
  if ('mistakes' in parsed) throw new Error(parsed.mistakes.join());
  return parsed.value;
}

export const authorized = { authorization: `Bearer ${apiKey.secret}` };

/** The API with a fake `Onboardings` that records its calls, and the lines of its log. */
export function apiOver(
  fakes: Partial<Onboardings> = {},
  options: Partial<ServerOptions> = {},
  departures: Partial<Offboardings> = {},
) {
  const calls: unknown[][] = [];
  const logLines: string[] = [];
  const results: Onboardings = {
    start: async () => ({ outcome: 'started', onboarding: exampleOnboarding() }),
    startAll: async (requests, caller) =>
      Promise.all(
        requests.map((request) => onboardings.start(request, caller).catch((error: unknown) => ({ error }))),
      ),
    rehire: async () => ({ outcome: 'started', onboarding: exampleOnboarding() }),
    getPerson: async () => examplePerson(),
    listPeople: async () => ({ items: [examplePerson()], nextCursor: null }),
    erase: async () => {},
    plan: async (requests) => requests.map(() => ({ plan: 'invite' as const })),
    get: async () => exampleOnboarding(),
    list: async () => ({ items: [exampleOnboarding()], nextCursor: null }),
    command: async () => exampleOnboarding(),
    findByEmail: async () => undefined,
    reportAccess: async () => {
      throw new Error('not expected');
    },
    readDrift: async () => exampleDrift(),
    listEvents: async () => ({ items: [deliveryView()], nextCursor: null }),
    replayEvent: async () => deliveryView({ status: 'under_way' }),
    getBrake: async () => exampleBrake(),
    releaseBrake: async () => exampleBrake(),
    refuseBrake: async () => exampleBrake(),
    countOpen: async () => new Map(),
    countPeople: async () => new Map(),
    ping: async () => {},
    ...fakes,
  };
  const onboardings: Onboardings = {
    start: (...args) => (calls.push(['start', ...args]), results.start(...args)),
    startAll: (...args) => results.startAll(...args),
    rehire: (...args) => (calls.push(['rehire', ...args]), results.rehire(...args)),
    getPerson: (...args) => (calls.push(['getPerson', ...args]), results.getPerson(...args)),
    listPeople: (...args) => (calls.push(['listPeople', ...args]), results.listPeople(...args)),
    erase: (...args) => (calls.push(['erase', ...args]), results.erase(...args)),
    plan: (...args) => (calls.push(['plan', ...args]), results.plan(...args)),
    get: (...args) => (calls.push(['get', ...args]), results.get(...args)),
    list: (...args) => (calls.push(['list', ...args]), results.list(...args)),
    command: (...args) => (calls.push(['command', ...args]), results.command(...args)),
    findByEmail: (...args) => (calls.push(['findByEmail', ...args]), results.findByEmail(...args)),
    reportAccess: (...args) => (calls.push(['reportAccess', ...args]), results.reportAccess(...args)),
    readDrift: () => (calls.push(['readDrift']), results.readDrift()),
    listEvents: (...args) => (calls.push(['listEvents', ...args]), results.listEvents(...args)),
    replayEvent: (...args) => (calls.push(['replayEvent', ...args]), results.replayEvent(...args)),
    getBrake: () => (calls.push(['getBrake']), results.getBrake()),
    releaseBrake: (...args) => (calls.push(['releaseBrake', ...args]), results.releaseBrake(...args)),
    refuseBrake: (...args) => (calls.push(['refuseBrake', ...args]), results.refuseBrake(...args)),
    countOpen: () => results.countOpen(),
    countPeople: () => results.countPeople(),
    ping: () => results.ping(),
  };
  const write = (level: string) => (fields: object, message: string) => {
    logLines.push(`${level} ${message} ${inspect(fields, { depth: 10, breakLength: Infinity })}`);
  };
  const logger: Logger = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
  const app = createServer({
    onboardings,
    offboardings: fakeOffboardings(calls, departures),
    authenticate: createAuthenticate(() => keysOf(`${apiKey.name}:${apiKey.secret}`)),
    requestsPerSecond: 1_000,
    logger,
    metrics: createApiMetrics({
      countOpen: () => onboardings.countOpen(),
      countHeld: async () => (await onboardings.getBrake()).held,
    }),
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
