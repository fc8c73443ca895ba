import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import type { Onboardings } from '../../../src/onboardings/onboardings.ts';
import {
  accessReport,
  apiOver,
  authorized,
  deliveryView,
  onboardingId,
  validBody,
} from '../fake-onboardings.ts';

type Operation = {
  readonly operationId: string;
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly content: Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>>;
        readonly headers?: object;
        readonly links?: Readonly<Record<string, object>>;
      }
    >
  >;
};
const { paths, components } = (await apiOver().app.inject('/openapi.json')).json<{
  paths: Record<string, Record<string, Operation>>;
  components: { headers: Record<string, { readonly required?: boolean }> };
}>();
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { operationId, responses }]) => ({
    method: method.toUpperCase() as 'GET' | 'POST',
    path,
    operationId,
    responses,
  })),
);
const v1 = operations.filter(({ path }) => path.startsWith('/v1'));
const posts = operations.filter(({ method }) => method === 'POST');

const bodies: Readonly<Record<string, object>> = {
  startOnboarding: validBody,
  startOnboardings: { items: [validBody] },
  planOnboardings: { items: [validBody] },
  skipOnboarding: { reason: 'r' },
  cancelOnboarding: { reason: 'r' },
  approveAddressOnboarding: { address: 'ada@example.com' },
  checkAccess: { userApiKey: 'key' },
};

function urlOf(path: string): string {
  const id = path.startsWith('/v1/events') ? deliveryView().id : onboardingId;
  return `${path.replace('{id}', id)}${path === '/v1/access' ? '?email=ada@example.com' : ''}`;
}

type Sent = (typeof operations)[number];
type Trouble = readonly [
  name: string,
  on: readonly Sent[],
  request: (operation: Sent) => {
    payload?: string | object;
    headers?: Record<string, string>;
    query?: string;
  },
  fakes?: Partial<Onboardings>,
  options?: Parameters<typeof apiOver>[1],
];

const json = { 'content-type': 'application/json' };
const valid = ({ operationId, method }: Sent) =>
  method === 'POST' ? { payload: bodies[operationId] ?? {}, headers: json } : {};

/** Every function fails in this way. */
function failing(error: Error): Partial<Onboardings> {
  const fail = async (): Promise<never> => {
    throw error;
  };
  return {
    start: fail,
    plan: fail,
    get: fail,
    list: fail,
    command: fail,
    findByEmail: fail,
    reportAccess: fail,
    listEvents: fail,
    replayEvent: fail,
    ping: fail,
  };
}

const failures = [
  new Error('a bug'),
  new ProblemError('temporal_unavailable', 'Temporal is away.', { retryAfterSeconds: 5 }),
];

const troubles: readonly Trouble[] = [
  ['nothing', operations, valid, { reportAccess: async () => accessReport() }],
  ['no key', operations, (one) => ({ ...valid(one), headers: { ...json, authorization: '' } })],
  ['invalid JSON', posts, () => ({ payload: '{', headers: json })],
  ['an empty object', posts, () => ({ payload: {}, headers: json })],
  ['an array', posts, () => ({ payload: [], headers: json })],
  ['text', posts, () => ({ payload: 'text', headers: { 'content-type': 'text/plain' } })],
  ['gzip', posts, () => ({ payload: 'text', headers: { ...json, 'content-encoding': 'gzip' } })],
  ['5 MiB', posts, () => ({ payload: `"${'x'.repeat(5 * 1_048_576)}"`, headers: json })],
  ['an unknown parameter', operations, (one) => ({ ...valid(one), query: 'unknown=1' })],
  [
    'an Idempotency-Key with a space',
    posts,
    (one) => {
      return { ...valid(one), headers: { ...json, 'idempotency-key': 'a b' } };
    },
  ],
  ...failures.map((error): Trouble => [error.message, operations, valid, failing(error)]),
  ['too many requests', operations, valid, {}, { requestsPerSecond: 1 }],
  [
    'no identity provider',
    operations,
    valid,
    {},
    {
      authenticate: () =>
        Promise.reject(new ProblemError('identity_unavailable', 'Away.', { retryAfterSeconds: 5 })),
    },
  ],
];

const documentedHeaders = [
  'X-Request-Id',
  'Retry-After',
  'Location',
  'WWW-Authenticate',
  'Accept-Encoding',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
];

describe('every response is described', () => {
  const cases = troubles.map((trouble) => ({ name: trouble[0], trouble }));
  test.each(cases)('after $name', async ({ trouble: [name, on, request, fakes, options] }) => {
    for (const operation of on) {
      const { method, path, responses } = operation;
      const { app } = apiOver(fakes, options);
      const { payload, headers = {}, query } = request(operation);
      const url = urlOf(path);
      const send = () =>
        app.inject({
          method,
          url: query === undefined ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`,
          headers: { ...authorized, ...headers },
          ...(payload === undefined ? {} : { payload }),
        });
      let response = await send();
      if (name === 'too many requests') response = await send();
      const status = String(response.statusCode);
      expect(Object.keys(responses), `${method} ${path}`).toContain(status);
      const sent = documentedHeaders.filter((one) => response.headers[one.toLowerCase()] !== undefined);
      const described = Object.keys(responses[status]?.headers ?? {});
      expect(described, `${method} ${path} ${status}`).toEqual(expect.arrayContaining(sent));
      const required = described.filter((one) => components.headers[one]?.required === true);
      expect(sent, `${method} ${path} ${status}`).toEqual(expect.arrayContaining(required));
      expect(required).toContain('X-Request-Id');
    }
  });

  test('those that come from the connection', () => {
    for (const { responses } of operations)
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['400', '408', '431', '500']));
    for (const { responses } of v1)
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '403', '429', '503']));
    for (const { responses } of posts)
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['413', '415']));
  });
});

function operationIdsUnder(prefix: string): string[] {
  return operations.filter(({ path }) => path.startsWith(prefix)).map(({ operationId }) => operationId);
}

/** The links of every response with this schema, by operation and status. */
function linksOf(schema: string): Record<string, unknown> {
  return Object.fromEntries(
    operations.flatMap(({ operationId, responses }) =>
      Object.entries(responses)
        .filter(([, { content }]) => content?.['application/json']?.schema.$ref?.endsWith(`/${schema}`))
        .map(([status, { links }]) => [`${operationId} ${status}`, links]),
    ),
  );
}

function linksTo(operationIds: readonly string[], pointer: string): Record<string, object> {
  const parameters = { id: `$response.body#${pointer}` };
  return Object.fromEntries(operationIds.map((operationId) => [operationId, { operationId, parameters }]));
}

describe('links', () => {
  const ofOnboardings = operationIdsUnder('/v1/onboardings/{id}');
  const ofEvents = operationIdsUnder('/v1/events/{id}');

  test('every response that is an onboarding links to every operation that takes its ID', () => {
    expect(ofOnboardings.length).toBeGreaterThan(9);
    const names = ['startOnboarding 200', 'startOnboarding 202', 'rehireOnboarding 202'].concat(
      ofOnboardings.filter((one) => one !== 'explainOnboarding').map((one) => `${one} 200`),
    );
    const links = linksTo(ofOnboardings, '/id');
    expect(linksOf('Onboarding')).toEqual(Object.fromEntries(names.map((one) => [one, links])));
  });

  test('a page of deliveries links to the operation of its first event', () => {
    expect(linksOf('DeliveryPage')).toEqual({ 'listEvents 200': linksTo(ofEvents, '/items/0/id') });
  });

  test('a delivery links to the operation of its event and to those of its onboarding', () => {
    expect(ofEvents).toEqual(['replayEvent']);
    expect(linksOf('Delivery')).toEqual({
      'replayEvent 202': { ...linksTo(ofEvents, '/id'), ...linksTo(ofOnboardings, '/onboardingId') },
    });
  });
});
