import { expect, test } from 'vitest';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import { apiOver, exampleDrift, get } from '../fake-onboardings.ts';

test('GET /v1/drift returns the report', async () => {
  const { app, calls } = apiOver();
  const response = await app.inject(get('/v1/drift'));
  expect([response.statusCode, response.json()]).toEqual([200, exampleDrift()]);
  expect(calls).toEqual([['readDrift']]);
});

test.each([
  ['worker_unavailable', 503],
  ['vultr_unavailable', 502],
] as const)('GET /v1/drift returns the problem %s', async (code, status) => {
  const { app } = apiOver({
    readDrift: async () => {
      throw new ProblemError(code, 'Try again later.');
    },
  });
  const response = await app.inject(get('/v1/drift'));
  expect([response.statusCode, response.json()]).toEqual([status, expect.objectContaining({ code })]);
});
