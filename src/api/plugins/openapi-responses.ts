export type DescribedOperation = {
  readonly operationId?: string;
  readonly responses?: Readonly<Record<string, { headers?: object; links?: object }>>;
};

type Header = { readonly description: string; readonly schema: object };

/** Headers of responses, as `components` of the OpenAPI description. */
export const responseHeaders = {
  'X-Request-Id': {
    description:
      'The ID of the request, as the logs contain it: your own, if you sent one that is safe to log',
    schema: { type: 'string' },
  },
  'Retry-After': {
    description: 'After how many seconds a retry makes sense; absent if that is not known',
    schema: { type: 'integer', minimum: 1 },
  },
  Location: { description: 'The path of the onboarding', schema: { type: 'string' } },
  'WWW-Authenticate': {
    description: 'The challenge of RFC 6750: what the caller lacks',
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

/** Adds to each response its headers, and to those that create an onboarding links to the operations that take its ID. */
export function describeResponses(paths: Paths): void {
  const links = linksToOnboarding(paths);
  for (const [path, methods] of Object.entries(paths)) {
    for (const { operationId, responses = {} } of Object.values(methods)) {
      for (const [status, response] of Object.entries(responses)) {
        const names = headersOf(path, operationId, status);
        response.headers = Object.fromEntries(
          names.map((name) => [name, { $ref: `#/components/headers/${name}` }]),
        );
        if (starts(operationId) && status.startsWith('2')) response.links = links;
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

function linksToOnboarding(paths: Paths): object {
  const operations = Object.entries(paths)
    .filter(([path]) => path.startsWith('/v1/onboardings/{id}'))
    .flatMap(([, methods]) => Object.values(methods));
  return Object.fromEntries(
    operations.map(({ operationId = '' }) => [
      operationId,
      { operationId, parameters: { id: '$response.body#/id' } },
    ]),
  );
}
