import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { onboardingRequest } from '../../../src/contract/api/onboarding-request.ts';
import { apiOver, post } from '../fake-onboardings.ts';

// Only the parts of https://spec.openapis.org/oas/v3.1.1.html that this description uses.
const schemaObject = z.record(z.string(), z.unknown());
const content = z.record(z.string(), z.strictObject({ schema: schemaObject }));
const operation = z.strictObject({
  operationId: z.string().regex(/^[a-z][A-Za-z]+$/),
  summary: z.string().min(5),
  description: z.string().optional(),
  tags: z.array(z.string()).length(1),
  security: z.array(z.strictObject({ apiKey: z.array(z.never()) })).optional(),
  parameters: z
    .array(
      z.strictObject({
        name: z.string(),
        in: z.enum(['path', 'query', 'header']),
        required: z.boolean(),
        allowEmptyValue: z.literal(true).optional(),
        description: z.string().min(5),
        schema: schemaObject,
      }),
    )
    .optional(),
  requestBody: z.strictObject({ required: z.boolean(), content }).optional(),
  responses: z.record(
    z.string().regex(/^[2-5]\d\d$/),
    z.strictObject({
      description: z.string().min(5),
      content: content.optional(),
      headers: z.record(z.string(), z.strictObject({ $ref: z.string() })),
      links: z
        .record(
          z.string(),
          z.strictObject({ operationId: z.string(), parameters: z.record(z.string(), z.string()) }),
        )
        .optional(),
    }),
  ),
});
const document = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.strictObject({
    title: z.string().min(5),
    description: z.string().min(100),
    version: z.string().regex(/^\d+\.\d+\.\d+$/),
    license: z.strictObject({ name: z.string(), identifier: z.string() }),
  }),
  servers: z.array(z.strictObject({ url: z.string(), description: z.string() })),
  tags: z.array(z.strictObject({ name: z.string(), description: z.string() })),
  paths: z.record(z.string().startsWith('/'), z.partialRecord(z.enum(['get', 'post', 'delete']), operation)),
  webhooks: z.record(
    z.string(),
    z.strictObject({
      post: operation.extend({
        responses: z.record(z.literal('2XX'), z.strictObject({ description: z.string().min(5) })),
      }),
    }),
  ),
  components: z.strictObject({
    securitySchemes: z.strictObject({
      apiKey: z.strictObject({
        type: z.literal('http'),
        scheme: z.literal('bearer'),
        description: z.string(),
      }),
    }),
    headers: z.record(
      z.string(),
      z.strictObject({
        description: z.string().min(5),
        required: z.literal(true).optional(),
        schema: schemaObject,
      }),
    ),
    schemas: z.record(z.string(), schemaObject),
  }),
});

const response = await apiOver().app.inject('/openapi.json');
const api = document.parse(response.json());
const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
  Object.values(methods).map((one) => Object.assign(one, { path })),
);

describe('/openapi.json', () => {
  test('describes every public route, and no other', () => {
    expect(api.info.version).toBe('1.2.3');
    expect(
      Object.entries(api.paths).map(([path, methods]) => `${Object.keys(methods).join()} ${path}`),
    ).toEqual([
      'get /live',
      'get /ready',
      'post,get /v1/onboardings',
      'get /v1/onboardings/{id}',
      'post /v1/onboardings/{id}/rehire',
      'post /v1/onboardings:batch',
      'post /v1/onboardings:plan',
      'post /v1/onboardings/{id}/check',
      'post /v1/onboardings/{id}/resend',
      'post /v1/onboardings/{id}/hold',
      'post /v1/onboardings/{id}/resume',
      'post /v1/onboardings/{id}/retry',
      'post /v1/onboardings/{id}/skip',
      'post /v1/onboardings/{id}/approve-address',
      'post /v1/onboardings/{id}/cancel',
      'post,get /v1/offboardings',
      'get /v1/offboardings/{id}',
      'get /v1/offboardings/{id}/explain',
      'post /v1/offboardings/{id}/check',
      'post /v1/offboardings/{id}/hold',
      'post /v1/offboardings/{id}/resume',
      'post /v1/offboardings/{id}/retry',
      'post /v1/offboardings/{id}/skip',
      'post /v1/offboardings/{id}/confirm',
      'post /v1/offboardings/{id}/remove-now',
      'post /v1/offboardings/{id}/reinstate',
      'post /v1/offboardings:batch',
      'post /v1/offboardings:plan',
      'get /v1/people',
      'get,delete /v1/people/{id}',
      'get /v1/onboardings/{id}/explain',
      'get /v1/brake',
      'post /v1/brake/release',
      'post /v1/brake/refuse',
      'get /v1/events',
      'post /v1/events/{id}/replay',
      'get /v1/access',
      'get /v1/drift',
      'post /v1/access-checks',
    ]);
  });

  test('every operation has a unique ID and a known tag', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const known = new Set(api.tags.map(({ name }) => name));
    expect(operations.flatMap((one) => one.tags).filter((tag) => !known.has(tag))).toEqual([]);
  });

  test('every reference has a component, and every component a reference', () => {
    const targets = [...response.body.matchAll(/"\$ref":"([^"]*)"/g)].map(([, target = '']) => target);
    expect(targets.length).toBeGreaterThan(20);
    const names = (['headers', 'schemas'] as const).flatMap((kind) =>
      Object.keys(api.components[kind]).map((name) => `#/components/${kind}/${name}`),
    );
    expect([...new Set(targets)].toSorted()).toEqual(names.toSorted());
    expect(Object.keys(api.components.schemas)).toEqual([
      'AccessCheck',
      'AccessCheckRequest',
      'AccessReport',
      'AddressAccess',
      'Brake',
      'BrakeDecision',
      'BrakeEvent',
      'Delivery',
      'DeliveryPage',
      'DriftReport',
      'Explanation',
      'Offboarding',
      'OffboardingEvent',
      'OffboardingExplanation',
      'OffboardingPage',
      'OffboardingRequest',
      'Onboarding',
      'OnboardingEvent',
      'OnboardingPage',
      'OnboardingRequest',
      'Person',
      'PersonPage',
      'Problem',
      'UnreadableDelivery',
      'UnreadableFlow',
    ]);
  });

  test('a body is required only if it has a required key', () => {
    const required = operations
      .filter(({ requestBody }) => requestBody?.required === true)
      .map(({ path }) => path);
    expect(required).toEqual([
      '/v1/onboardings',
      '/v1/onboardings:batch',
      '/v1/onboardings:plan',
      '/v1/onboardings/{id}/skip',
      '/v1/onboardings/{id}/approve-address',
      '/v1/onboardings/{id}/cancel',
      '/v1/offboardings',
      '/v1/offboardings/{id}/skip',
      '/v1/offboardings/{id}/confirm',
      '/v1/offboardings/{id}/remove-now',
      '/v1/offboardings/{id}/reinstate',
      '/v1/offboardings:batch',
      '/v1/offboardings:plan',
      '/v1/brake/release',
      '/v1/brake/refuse',
      '/v1/access-checks',
    ]);
  });

  test('every command describes its purpose, its body, and that the state may not allow it', () => {
    const commands = operations.filter(({ tags }) => tags[0] === 'Commands');
    expect(commands.map(({ operationId }) => operationId)).toEqual([
      'checkOnboarding',
      'resendOnboarding',
      'holdOnboarding',
      'resumeOnboarding',
      'retryOnboarding',
      'skipOnboarding',
      'approveAddressOnboarding',
      'cancelOnboarding',
    ]);
    for (const { description, requestBody, responses } of commands) {
      expect(description).toMatch(/\.$/);
      expect(requestBody?.content['application/json']?.schema).toMatchObject({ additionalProperties: false });
      expect(responses['409']?.description).toContain('`command_not_possible`');
      expect(responses['400']?.description).toContain('`invalid_request`');
    }
  });

  test('says that an optional parameter may come without a value, which counts as absent', () => {
    const inQuery = operations.flatMap(({ parameters = [] }) =>
      parameters.filter((parameter) => parameter.in === 'query'),
    );
    expect(inQuery.some(({ required }) => required)).toBe(true);
    expect(inQuery.some(({ required }) => !required)).toBe(true);
    for (const { required, allowEmptyValue } of inQuery) expect(allowEmptyValue === true).toBe(!required);
  });

  test('every parameter of a path is described', () => {
    for (const { path, parameters = [] } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const described = parameters.filter((parameter) => parameter.in === 'path');
      expect(described.map(({ name }) => name)).toEqual(inPath);
      expect(described.every(({ required }) => required)).toBe(true);
    }
  });

  test('every /v1 operation needs a key', () => {
    const [outer, inner] = [true, false].map((v1) =>
      operations.filter(({ path }) => path.startsWith('/v1') === v1),
    );
    expect(outer?.map(({ security }) => security)).toEqual(outer?.map(() => [{ apiKey: [] }]));
    expect(outer?.map(({ responses }) => Object.keys(responses))).toEqual(
      outer?.map(() => expect.arrayContaining(['401', '500', '503'])),
    );
    expect(inner?.map(({ security }) => security)).toEqual([undefined, undefined]);
  });

  test('every error is a problem', () => {
    const all = operations.flatMap(({ responses }) => Object.entries(responses));
    const errors = all.filter(([status]) => Number(status) >= 400);
    expect(errors.length).toBeGreaterThan(30);
    for (const [, { content: described }] of errors) {
      expect(described).toEqual({
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
      });
    }
    for (const [, { content: described }] of all.filter((one) => !errors.includes(one))) {
      expect(Object.keys(described ?? { 'application/json': {} })).toEqual(['application/json']);
    }
  });

  test('a request allows no other keys; a response may have more', () => {
    const { OnboardingRequest, Onboarding } = api.components.schemas;
    expect(OnboardingRequest?.['additionalProperties']).toBe(false);
    expect(Onboarding).not.toHaveProperty('additionalProperties');
  });

  test.each([
    ['onboardingEvent', 'OnboardingEvent'],
    ['brakeEvent', 'BrakeEvent'],
  ])('describes the event that a receiver gets: %s', (webhook, schema) => {
    const { requestBody } = api.webhooks[webhook]?.post ?? {};
    expect(requestBody).toEqual({
      required: true,
      content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } },
    });
    expect(api.components.schemas[schema]).not.toHaveProperty('additionalProperties');
  });

  test('has an example that works', async () => {
    const example = api.components.schemas['OnboardingRequest']?.['example'];
    expect(onboardingRequest.parse(example)).toEqual(example);
    const started = await apiOver().app.inject(post('/v1/onboardings', JSON.stringify(example)));
    expect(started.statusCode).toBe(202);
  });
});

describe('/docs', () => {
  test('loads nothing from other servers', async () => {
    const { app } = apiOver();
    const page = await app.inject('/docs');
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
    const sources = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source = '']) => source);
    expect(sources.length).toBeGreaterThan(4);
    for (const source of sources) {
      expect(source).toMatch(/^\/docs\/static\//);
      expect((await app.inject(source)).statusCode).toBe(200);
    }
  });

  test('shows the description of /openapi.json', async () => {
    const { app } = apiOver();
    expect((await app.inject('/docs/json')).json()).toEqual(response.json());
  });
});
