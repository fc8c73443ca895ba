import { expect, test } from 'vitest';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import { apiOver, get } from '../fake-onboardings.ts';

test('a plugin can have its own error format, body type and response to unknown paths', async () => {
  const { app } = apiOver();
  const mediaType = 'application/scim+json';
  app.register(
    async (scim) => {
      scim.setErrorHandler((error, _request, reply) => {
        const detail = error instanceof ProblemError ? error.message : 'unexpected';
        reply.code(400).type(mediaType).send({ status: '400', detail });
      });
      scim.setNotFoundHandler((_request, reply) => {
        reply.code(404).type(mediaType).send({ status: '404' });
      });
      scim.addContentTypeParser(
        mediaType,
        { parseAs: 'string' },
        scim.getDefaultJsonParser('error', 'error'),
      );
      scim.post('/Users', () => {
        throw new ProblemError('invalid_request', 'userName is required.');
      });
    },
    { prefix: '/scim/v2' },
  );

  const headers = { 'content-type': mediaType };
  const failed = await app.inject({ method: 'POST', url: '/scim/v2/Users', headers, payload: {} });
  expect([failed.statusCode, failed.headers['content-type']]).toEqual([
    400,
    expect.stringContaining(mediaType),
  ]);
  expect(failed.json()).toEqual({ status: '400', detail: 'userName is required.' });
  expect((await app.inject('/scim/v2/nothing')).json()).toEqual({ status: '404' });

  const unsupported = await app.inject({
    ...get('/v1/onboardings'),
    method: 'POST',
    headers: { ...get('/').headers, ...headers },
    payload: '{}',
  });
  expect(unsupported.json()).toMatchObject({ status: 415, code: 'unsupported_media_type' });
  expect((await app.inject(get('/v1/nothing'))).json()).toMatchObject({ status: 404, code: 'not_found' });
});
