import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { apiOver } from '../fake-onboardings.ts';

/** The optional fields of each body that the API takes. */
async function optionalFields() {
  const bodies = new Map<string, z.ZodObject>();
  const { app } = apiOver();
  app.addHook('onRoute', ({ url, schema }) => {
    const body: unknown = schema?.body;
    if (url.startsWith('/v1/') && body instanceof z.ZodObject) bodies.set(url, body);
  });
  await app.ready();
  return [...bodies].flatMap(([url, { shape }]) =>
    Object.entries<z.ZodType>(shape)
      .filter(([, schema]) => schema.safeParse(undefined).success)
      .map(([field, schema]) => ({ name: `${url} ${field}`, schema })),
  );
}

describe('every optional field of a body', () => {
  test.each([null, '', ' \n\u00a0'])('counts as absent if it is %j', async (nothing) => {
    const fields = await optionalFields();
    expect(fields.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        '/v1/onboardings policies',
        '/v1/offboardings::batch batchSize',
        '/v1/brake/release held',
      ]),
    );
    const refused = fields.filter(({ schema }) => {
      const parsed = schema.safeParse(nothing);
      return !parsed.success || parsed.data !== undefined;
    });
    expect(refused.map(({ name }) => name)).toEqual([]);
  });
});
