type DescribedResponse = {
  readonly content?: Readonly<Record<string, { readonly schema?: { readonly $ref?: string } }>>;
  headers?: object;
  links?: object;
};

export type DescribedOperation = {
  readonly operationId?: string;
  readonly responses?: Readonly<Record<string, DescribedResponse>>;
};

type Header = {
  readonly description: string;
  /** Whether every response that lists the header has it. */
  readonly required?: true;
  readonly schema: object;
};

/** Headers of responses, as `components` of the OpenAPI description. */
export const responseHeaders = {
  'X-Request-Id': {
    description:
      'The ID of the request, as the logs contain it: your own, if you sent one that is safe to log',
    required: true,
    schema: { type: 'string' },
  },
  'Retry-After': {
    description: 'After how many seconds a retry makes sense; absent if that is not known',
    schema: { type: 'integer', minimum: 1 },
  },
  Location: {
    description: 'The path of the onboarding',
    required: true,
    schema: { type: 'string' },
  },
  'WWW-Authenticate': {
    description: 'The challenge of RFC 6750: what the caller lacks',
    required: true,
    schema: { type: 'string' },
  },
  'Accept-Encoding': {
    description: '`identity`, if the body has a Content-Encoding',
    schema: { type: 'string' },
  },
  'X-RateLimit-Limit': {
    description: 'How many requests per second the caller may send to this process',
    schema: { type: 'integer' },
  },
  'X-RateLimit-Remaining': {
    description: 'How many of them are left in this second',
    schema: { type: 'integer' },
  },
  'X-RateLimit-Reset': {
    description: 'In how many seconds the count starts again',
    schema: { type: 'integer' },
  },
} as const satisfies Readonly<Record<string, Header>>;

type HeaderName = keyof typeof responseHeaders;

const rateLimitHeaders = ['X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset'] as const;

/** Headers of a status, beyond those of every response. */
const headersByStatus: Readonly<Record<string, readonly HeaderName[]>> = {
  202: ['Location'],
  401: ['WWW-Authenticate'],
  403: ['WWW-Authenticate'],
  409: ['Retry-After'],
  415: ['Accept-Encoding'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

/** Responses of requests that are rejected before the caller's requests are counted. */
const notCounted: ReadonlySet<string> = new Set(['401', '403', '408', '431']);

type Paths = Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;

/** Adds to each response its headers and, if it contains an ID, links to the operations that take this ID. */
export function describeResponses(paths: Paths): void {
  for (const [path, methods] of Object.entries(paths)) {
    for (const { operationId, responses = {} } of Object.values(methods)) {
      for (const [status, response] of Object.entries(responses)) {
        const names = headersOf(path, operationId, status);
        response.headers = Object.fromEntries(
          names.map((name) => [name, { $ref: `#/components/headers/${name}` }]),
        );
        const links = linksFrom(response, paths);
        if (Object.keys(links).length > 0) response.links = links;
      }
    }
  }
}

/** Whether the operation returns the onboarding that it has started or found. */
function starts(operationId: string | undefined): boolean {
  return operationId === 'startOnboarding' || operationId === 'rehireOnboarding';
}

function headersOf(path: string, operationId: string | undefined, status: string): readonly HeaderName[] {
  const own = (headersByStatus[status] ?? []).filter((name) => name !== 'Location' || starts(operationId));
  const isCounted = path.startsWith('/v1') && !notCounted.has(status);
  return ['X-Request-Id', ...own, ...(isCounted ? rateLimitHeaders : [])];
}

/** Where a response contains an ID, and the paths of the operations that take it: by schema of the response. */
const idsIn: Readonly<Record<string, readonly { readonly id: string; readonly takenBy: string }[]>> = {
  Onboarding: [{ id: '/id', takenBy: '/v1/onboardings/{id}' }],
  Delivery: [
    { id: '/id', takenBy: '/v1/events/{id}' },
    { id: '/onboardingId', takenBy: '/v1/onboardings/{id}' },
  ],
  Person: [{ id: '/id', takenBy: '/v1/people/{id}' }],
  // An empty page leads nowhere, but nothing else leads to the events and the people.
  PersonPage: [{ id: '/items/0/id', takenBy: '/v1/people/{id}' }],
  DeliveryPage: [{ id: '/items/0/id', takenBy: '/v1/events/{id}' }],
};

function linksFrom({ content }: DescribedResponse, paths: Paths): object {
  const schema = content?.['application/json']?.schema?.$ref?.split('/').at(-1) ?? '';
  return Object.fromEntries(
    (idsIn[schema] ?? []).flatMap(({ id, takenBy }) =>
      operationIdsUnder(takenBy, paths).map((operationId) => [
        operationId,
        { operationId, parameters: { id: `$response.body#${id}` } },
      ]),
    ),
  );
}

function operationIdsUnder(prefix: string, paths: Paths): string[] {
  return Object.entries(paths)
    .filter(([path]) => path.startsWith(prefix))
    .flatMap(([, methods]) => Object.values(methods))
    .flatMap(({ operationId }) => operationId ?? []);
}
