import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import { apiOver, authorized, post } from '../fake-onboardings.ts';

const url = '/v1/access-checks';
const userApiKey = 'NEWUSERKEY7Q5W3E1R9T8Y6U4I2O0P';

test('a key that can see groups has access', async () => {
  const keys: string[] = [];
  const { app } = apiOver(
    {},
    {
      checkOwnAccess: async (key) => {
        keys.push(key);
        return [{ id: 'group-1', name: 'Developers' }];
      },
    },
  );
  const response = await app.inject(post(url, { userApiKey }));
  expect(response.statusCode).toBe(200);
  expect(response.json()).toEqual({
    hasAccess: true,
    groups: [{ id: 'group-1', name: 'Developers' }],
    conclusion: 'The user is in "Developers".',
  });
  expect(keys).toEqual([userApiKey]);
});

test('a key that sees no group gets the blank screen as conclusion', async () => {
  const response = await apiOver().app.inject(post(url, { userApiKey }));
  expect(response.json()).toMatchObject({
    hasAccess: false,
    groups: [],
    conclusion: expect.stringContaining('"No Active Organization"'),
  });
});

test('a key that Vultr refuses is an error that names the field', async () => {
  const errors = [{ field: '/userApiKey', message: 'must be a key that Vultr accepts' }];
  const refused = new ProblemError('user_key_refused', 'Invalid API token.', { errors });
  const response = await apiOver({}, { checkOwnAccess: () => Promise.reject(refused) }).app.inject(
    post(url, { userApiKey }),
  );
  expect(response.statusCode).toBe(422);
  expect(response.json()).toMatchObject({
    code: 'user_key_refused',
    detail: 'Invalid API token.',
    errors,
  });
});

describe('the key appears in no response and no log', () => {
  const rejections: [string, Parameters<typeof post>[1], Record<string, string>?][] = [
    ['a second key next to it', { userApiKey, other: userApiKey }],
    ['it is the name of a key', { [userApiKey]: true }],
    ['it is the name of a nested key', { userApiKey: { [userApiKey]: true } }],
    ['in an array', { userApiKey: [userApiKey] }],
    ['with a line break', { userApiKey: `${userApiKey}\n` }],
    ['too long', { userApiKey: userApiKey.repeat(9) }],
    ['not ASCII', { userApiKey: `${userApiKey}é` }],
    ['the body itself', JSON.stringify(userApiKey)],
    ['not JSON', `{"userApiKey": ${userApiKey}}`],
    ['cut off', `{"userApiKey": "${userApiKey}`],
    ['a key that is repeated', `{"userApiKey":"${userApiKey}","userApiKey":"x"}`],
    ['it is the name of a key that is repeated', `{"${userApiKey}":1,"${userApiKey}":2}`],
    ['a forbidden key', `{"__proto__": "${userApiKey}"}`],
    ['as a form', `userApiKey=${userApiKey}`, { 'content-type': 'application/x-www-form-urlencoded' }],
    ['over 64 KiB', userApiKey.repeat(3_000)],
    ['without authentication', { userApiKey }, { authorization: 'Bearer wrong' }],
    ['as the API key', {}, { authorization: `Bearer ${userApiKey}` }],
  ];
  test.each(rejections)('if the request is rejected: %s', async (_case, body, headers) => {
    const { app, logLines } = apiOver();
    const response = await app.inject(post(url, body, headers));
    expect(response.statusCode).toBeGreaterThanOrEqual(400);
    expect(response.statusCode).toBeLessThan(500);
    expect(response.json().code).toMatch(/^\w+$/);
    expect(JSON.stringify(response.headers) + response.body).not.toContain(userApiKey);
    expect(logLines).toHaveLength(1);
    expect(logLines.join()).not.toContain(userApiKey);
  });

  test.each([
    [
      'a problem that quotes it',
      new ProblemError('vultr_unavailable', `GET /v2 with ${userApiKey}: 502`),
      502,
    ],
    [
      'a field that quotes it',
      new ProblemError('user_key_refused', 'No.', {
        errors: [{ field: '/userApiKey', message: userApiKey }],
      }),
      422,
    ],
    [
      'a cause that contains it',
      new ProblemError('vultr_unavailable', 'No answer.', { cause: { userApiKey } }),
      502,
    ],
    ['an unexpected error', new TypeError(`"Bearer ${userApiKey}" is an invalid header value`), 500],
    ['a thrown value that is not an error', `${userApiKey} thrown`, 500],
  ])('if the check fails with %s', async (_case, thrown, status) => {
    const checkOwnAccess = () => Promise.reject(thrown);
    const { app, logLines } = apiOver({}, { checkOwnAccess });
    const response = await app.inject(post(url, { userApiKey }));
    expect(response.statusCode).toBe(status);
    expect(response.body).not.toContain(userApiKey);
    // A failure of the service is logged in addition to the request.
    expect(logLines).toHaveLength(status >= 500 ? 2 : 1);
    expect(logLines.join()).not.toContain(userApiKey);
  });

  test('if the check succeeds, or the request goes to a wrong path', async () => {
    const { app, logLines } = apiOver();
    const responses = [
      await app.inject(post(url, { userApiKey })),
      await app.inject(post(`/v1/access-check?key=${userApiKey}`, { userApiKey })),
      await app.inject({ method: 'GET', url: `${url}/${userApiKey}`, headers: authorized }),
      await app.inject({ method: 'GET', url: `/v1/onboardings?${userApiKey}=`, headers: authorized }),
    ];
    expect(responses.map(({ statusCode }) => statusCode)).toEqual([200, 404, 404, 400]);
    expect(
      responses
        .slice(0, 3)
        .map(({ body }) => body)
        .join(),
    ).not.toContain(userApiKey);
    expect(logLines).toHaveLength(4);
    expect(logLines.join()).not.toContain(userApiKey);
  });
});
