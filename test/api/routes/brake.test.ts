import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import { apiKey, apiOver, exampleBrake, get, onboardingId, post } from '../fake-onboardings.ts';

const held = exampleBrake({
  on: true,
  since: '2026-06-29T09:00:00.000Z',
  held: 1,
  items: [
    {
      id: onboardingId,
      href: `/v1/offboardings/${onboardingId}`,
      kind: 'suspend',
      orderedBy: 'hr',
      askedAt: '2026-06-29T09:00:00.000Z',
    },
  ],
});
const reason = 'HR confirms the closing of the office';

describe('GET /v1/brake', () => {
  test('returns the brake', async () => {
    const response = await apiOver({ getBrake: async () => held }).app.inject(get('/v1/brake'));
    expect([response.statusCode, response.json()]).toEqual([200, held]);
  });
});

describe.each([
  ['release', 'releaseBrake'],
  ['refuse', 'refuseBrake'],
] as const)('POST /v1/brake/%s', (name, method) => {
  const url = `/v1/brake/${name}`;

  test.each([{ held: 300 }, { ids: [onboardingId] }])(
    'passes on whom the decision is about: %j',
    async (whom) => {
      const { app, calls } = apiOver();
      const response = await app.inject(post(url, { reason: ` ${reason} `, ...whom }));
      expect(response.statusCode).toBe(200);
      expect(calls).toEqual([[method, { reason, ...whom }, { name: apiKey.name }]]);
    },
  );

  test.each([
    [{ reason }, '/ids', 'must name either ids or, to mean all, held'],
    [{ reason, held: 1, ids: [onboardingId] }, '/ids', 'must name either ids or, to mean all, held'],
    [{ held: 1 }, '/reason', 'is required'],
    [{ reason: ' ', held: 1 }, '/reason', 'must not be empty'],
    [{ reason, ids: [] }, '/ids', 'must have 1 to 1000 IDs'],
    [{ reason, held: 0 }, '/held', 'must be the number that GET /v1/brake shows'],
  ])('rejects %j', async (body, field, message) => {
    const { app, calls } = apiOver();
    const response = await app.inject(post(url, body));
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ code: 'invalid_request', errors: [{ field, message }] });
    expect(calls).toEqual([]);
  });

  test.each([
    ['own_order', 403],
    ['brake_changed', 409],
  ] as const)('returns the problem %s', async (code, status) => {
    const rejects = async () => {
      throw new ProblemError(code, 'Look again.');
    };
    const { app } = apiOver({ [method]: rejects });
    const response = await app.inject(post(url, { reason, held: 1 }));
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ code, detail: 'Look again.' });
  });
});
