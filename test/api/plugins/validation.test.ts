import { describe, expect, test } from 'vitest';
import { problemDetails } from '../../../src/contract/api/problem-details.ts';
import { apiOver, get, post, onboardingId, validBody } from '../fake-onboardings.ts';

const url = '/v1/onboardings';

/** Text that is not meant for callers: of a library, of JavaScript, of a stack. */
const leaks =
  /invalid input|expected|unrecognized|zod|undefined|NaN|FST_|unexpected token|\bat .+:\d+|node_modules/i;
// eslint-disable-next-line no-control-regex -- the test looks for control characters
const controlCharacters = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200b]/u;

function expectProblem(response: { statusCode: number; headers: object; json: () => unknown; body: string }) {
  expect(response.headers).toMatchObject({
    'content-type': expect.stringMatching(/^application\/problem\+json/),
    'x-content-type-options': 'nosniff',
    'x-request-id': expect.stringMatching(/.+/),
  });
  const problem = problemDetails.strict().parse(response.json());
  expect(problem.status).toBe(response.statusCode);
  expect(response.headers).toMatchObject({ 'x-request-id': problem.requestId });
  expect(problem.detail).toMatch(/^[^\n]+\.$/);
  expect(response.body).not.toMatch(leaks);
  expect(response.body).not.toMatch(controlCharacters);
  return problem;
}

const changed = (change: object) => ({ ...validBody, ...change });

describe('an invalid body is rejected with the field and what it must be', () => {
  test.each<[string, unknown, string, string | RegExp]>([
    ['null', null, '', 'must be a JSON object'],
    ['an array', [validBody], '', 'must be a JSON object'],
    ['a string', 'ada@example.com', '', 'must be a JSON object'],
    ['a number', 7, '', 'must be a JSON object'],
    ['an empty object', {}, '/email', 'is required'],
    ['no group', { email: 'ada@example.com', policies: ['P'] }, '/group', 'is required'],
    ['no group name', changed({ group: {} }), '/group/name', 'is required'],
    ['a group that is a string', changed({ group: 'Developers' }), '/group', 'must be a JSON object'],
    [
      'a group name of 300 characters',
      changed({ group: { name: 'g'.repeat(300) } }),
      '/group/name',
      'must have at most 128 characters',
    ],
    ['an empty group name', changed({ group: { name: ' ' } }), '/group/name', 'must not be empty'],
    ['an email that is a number', changed({ email: 7 }), '/email', 'must be a string'],
    ['an email that is null', changed({ email: null }), '/email', 'must be a string'],
    [
      'a line break in the email',
      changed({ email: 'ada@example.com\r\nBcc: eve@example.com' }),
      '/email',
      'must not contain control or invisible characters',
    ],
    [
      'an invisible character in the email',
      changed({ email: 'a\u200bda@example.com' }),
      '/email',
      'must not contain control or invisible characters',
    ],
    ['a text that is not an email', changed({ email: 'ada' }), '/email', 'must be an email address'],
    [
      'no policies',
      changed({ policies: [] }),
      '/policies',
      'must name at least one managed policy, or the person would have no access',
    ],
    ['policies that are a string', changed({ policies: 'Provisioning' }), '/policies', 'must be an array'],
    ['a policy that is an array', changed({ policies: ['P', ['Q']] }), '/policies/1', 'must be a string'],
    ['a boolean that is a string', changed({ apiAccess: 'yes' }), '/apiAccess', 'must be true or false'],
    ['a date in words', changed({ startDate: '1 July' }), '/startDate', 'must be a date as YYYY-MM-DD'],
    [
      'an unknown key',
      changed({ nickname: 'Ada' }),
      '/nickname',
      /^is not allowed; allowed: email, firstName, .*replaces$/,
    ],
    [
      'an unknown key of the group',
      changed({ group: { name: 'G', nam: 'H' } }),
      '/group/nam',
      'is not allowed; allowed: name, description',
    ],
    ['a key that needs escaping', changed({ 'a/b~c': 1 }), '/a~1b~0c', /^is not allowed/],
    [
      'a key with control characters',
      changed({ 'x\r\ny\u200b': 1 }),
      '/x\u{FFFD}\u{FFFD}y\u{FFFD}',
      /^is not allowed/,
    ],
    [
      'a key of 10,000 characters',
      changed({ ['k'.repeat(10_000)]: 1 }),
      `/${'k'.repeat(60)}…`,
      /^is not allowed/,
    ],
  ])('%s', async (_case, body, field, message) => {
    const { app, calls } = apiOver();
    const response = await app.inject(post(url, JSON.stringify(body)));
    expect(response.statusCode).toBe(400);
    const problem = expectProblem(response);
    expect(problem.code).toBe('invalid_request');
    expect(problem.errors[0]).toEqual({ field, message: expect.stringMatching(message) });
    expect(problem.detail).toContain(problem.errors[0]?.message);
    expect(calls).toEqual([]);
  });

  test('all mistakes are named at once', async () => {
    const { app } = apiOver();
    const problem = expectProblem(
      await app.inject(post(url, { email: 1, group: { name: 2 }, policies: [3], x: 4 })),
    );
    expect(problem.errors.map(({ field }) => field)).toEqual(['/email', '/group/name', '/policies/0', '/x']);
    expect(problem.detail).toMatch(/^\/email must be a string; .*; and 1 more\.$/);
  });

  test('a thousand unknown keys do not cause a long response', async () => {
    const { app } = apiOver();
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`key${index}`, index]));
    const problem = expectProblem(await app.inject(post(url, changed(many))));
    expect(problem.errors).toHaveLength(20);
  });
});

describe('a body that cannot be parsed', () => {
  const depth = 30_000;
  test.each<[string, string | Buffer, number, string]>([
    ['not JSON', '{"email": ada@example.com}', 400, 'invalid_json'],
    ['cut off', '{"email": "ada@exam', 400, 'invalid_json'],
    ['not UTF-8', Buffer.from('7b22656d61696c223a22ff227d', 'hex'), 400, 'invalid_json'],
    ['nested deeply', '['.repeat(depth) + ']'.repeat(depth), 400, 'invalid_request'],
    [
      'nested deeply below a known key',
      `{"group":${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}}`,
      400,
      'invalid_request',
    ],
    [
      'nested deeply, with a forbidden key',
      `{"__proto__":${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}}`,
      400,
      'invalid_request',
    ],
    ['one byte over 64 KiB', `"${'a'.repeat(65_535)}"`, 413, 'body_too_large'],
    ['empty', '', 400, 'invalid_request'],
  ])('%s', async (_case, body, status, code) => {
    const { app, calls } = apiOver();
    const response = await app.inject(post(url, body));
    expect(response.statusCode).toBe(status);
    expect(expectProblem(response).code).toBe(code);
    expect(calls).toEqual([]);
  });

  const valid = JSON.stringify(validBody).slice(1, -1);
  test.each([
    ['__proto__', `{${valid},"__proto__":{"admin":true}}`],
    ['__proto__, escaped', `{${valid},"\\u005f_proto__":{"admin":true}}`],
    [
      '__proto__ in the group',
      '{"email":"ada@example.com","policies":["P"],"group":{"name":"G","__proto__":{"a":1}}}',
    ],
    ['constructor', `{${valid},"constructor":{"prototype":{"admin":true}}}`],
  ])('is rejected with the key %s', async (_case, body) => {
    const { app, calls } = apiOver();
    const problem = expectProblem(await app.inject(post(url, body)));
    const message = 'must not contain a key named __proto__ or constructor';
    expect(problem).toMatchObject({ code: 'invalid_request', errors: [{ field: '', message }] });
    expect(calls).toEqual([]);
  });

  test.each([
    [url, `{${valid},"email":"grace@example.com"}`, '/email'],
    [
      url,
      '{"email":"ada@example.com","policies":["P"],"group":{"name":"G","na\\u006de":"H"}}',
      '/group/name',
    ],
    ['/v1/onboardings:batch', `{"items":[{${valid}},{${valid},"policies":["DNS"]}]}`, '/items/1/policies'],
    ['/v1/onboardings:plan', `{"items":[{${valid}}],"items":[]}`, '/items'],
    ['/v1/offboardings', '{"email":"ada@example.com","reason":"x","reason":"y"}', '/reason'],
    [`/v1/onboardings/${onboardingId}/cancel`, '{"reason":"x","reason":"y"}', '/reason'],
    ['/v1/brake/release', '{"reason":"x","held":1,"held":2}', '/held'],
  ])('of POST %s is rejected if it repeats a key: %s', async (path, body, field) => {
    const { app, calls } = apiOver();
    const response = await app.inject(post(path, body));
    expect(response.statusCode).toBe(400);
    expect(expectProblem(response)).toMatchObject({
      code: 'invalid_request',
      detail: `${field} must be given only once.`,
      errors: [{ field, message: 'must be given only once' }],
    });
    expect(calls).toEqual([]);
  });

  test('is parsed up to 64 KiB', async () => {
    const { app } = apiOver();
    const response = await app.inject(post(url, `"${'a'.repeat(65_534)}"`));
    expect(expectProblem(response).errors).toEqual([{ field: '', message: 'must be a JSON object' }]);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'nonsense', ''])(
    'is 415 as %j',
    async (type) => {
      const { app } = apiOver();
      const response = await app.inject(post(url, JSON.stringify(validBody), { 'content-type': type }));
      expect(response.statusCode).toBe(415);
      expect(expectProblem(response).code).toBe('unsupported_media_type');
    },
  );

  test('may have a charset', async () => {
    const { app } = apiOver();
    const type = { 'content-type': 'application/json; charset=utf-8' };
    expect((await app.inject(post(url, JSON.stringify(validBody), type))).statusCode).toBe(202);
  });
});

describe('a request without a route', () => {
  test.each(['/', '/v2', '/v1', '/v1/', '/v1/nothing', `/v1/onboardings/${onboardingId}/delete`, '/live/x'])(
    'GET %s is 404',
    async (path) => {
      const { app } = apiOver();
      const response = await app.inject(get(path));
      expect(response.statusCode).toBe(404);
      expect(expectProblem(response).code).toBe('not_found');
    },
  );

  test.each([
    [get('/v1/onboardings/'), 200],
    [get('/v1/onboardings/?limit=1'), 200],
    [get(`/v1/onboardings/${onboardingId}/`), 200],
    [post('/v1/onboardings/', validBody), 202],
    [post(`/v1/onboardings/${onboardingId}/check/`, {}), 200],
    [post('/v1/onboardings%3Abatch', { items: [validBody] }), 207],
    [post('/v1/onboardings%3abatch/', { items: [validBody] }), 207],
    [post('/v1/onboardings%3Aplan', { items: [validBody] }), 200],
    [get('/live/'), 200],
    [get('/openapi.json/'), 200],
    [get('/docs/'), 200],
  ])('is not one with another spelling of the path: %j', async (request, status) => {
    expect((await apiOver().app.inject(request)).statusCode).toBe(status);
  });

  test.each([
    ['DELETE', `/v1/onboardings/${onboardingId}`, 'GET, HEAD'],
    ['PUT', '/v1/onboardings?state=completed', 'GET, HEAD, POST'],
    ['OPTIONS', '/v1/onboardings', 'GET, HEAD, POST'],
    ['GET', '/v1/access-checks', 'POST'],
    ['GET', '/v1/onboardings%3Abatch', 'POST'],
    ['DELETE', '/v1/onboardings/', 'GET, HEAD, POST'],
    ['GET', `/v1/onboardings/${onboardingId}/check`, 'POST'],
    ['POST', '/ready', 'GET, HEAD'],
  ] as const)('%s %s is 405 with the allowed methods', async (method, path, allow) => {
    const { app } = apiOver();
    const response = await app.inject({ ...get(path), method });
    expect(response.statusCode).toBe(405);
    expect(response.headers['allow']).toBe(allow);
    expect(expectProblem(response).code).toBe('method_not_allowed');
  });

  test('a path that cannot be decoded is 400', async () => {
    const { app } = apiOver();
    const response = await app.inject(get('/v1/onboardings/%ff'));
    expect(response.statusCode).toBe(400);
    expect(expectProblem(response).detail).toBe('The path cannot be decoded. Percent-encode it as UTF-8.');
  });
});

describe('a failure of the service', () => {
  test('shows the caller only the request ID, and the log everything', async () => {
    const { app, logLines } = apiOver({ get: () => Promise.reject(new TypeError('x is not a function')) });
    const response = await app.inject({
      ...get(`/v1/onboardings/${onboardingId}`),
      headers: { ...get('/').headers, 'x-request-id': 'trace-7' },
    });
    expect(response.statusCode).toBe(500);
    expect(expectProblem(response)).toMatchObject({ code: 'internal_error', requestId: 'trace-7' });
    expect(response.body).not.toContain('x is not a function');
    const line = logLines.find((one) => one.startsWith('error '));
    expect(line).toContain('trace-7');
    expect(line).toMatch(/x is not a function\s+at /);
  });
});
