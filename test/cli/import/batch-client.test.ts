import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createBatchClient } from '../../../src/cli/import/batch-client.ts';
import { hireKind } from '../../../src/cli/import/kinds.ts';
import type { OnboardingRequest } from '../../../src/contract/api/onboarding-request.ts';
import { StartError } from '../../../src/contract/lib/start-error.ts';

const hires = ['a', 'b', 'c'].map((name): OnboardingRequest => ({ email: `${name}@example.com` }));

type Reply = { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string };

/** A client of a server that sends this reply to each request, and the methods of the requests. */
async function clientOf({ status = 200, headers = {}, body = '' }: Reply) {
  const methods: (string | undefined)[] = [];
  const server = createServer(({ method }, response) => {
    methods.push(method);
    response.writeHead(status, headers).end(body);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { signal } = new AbortController();
  return {
    methods,
    client: createBatchClient<OnboardingRequest>(hireKind, { baseUrl, apiKey: 'a-key', signal }),
  };
}

async function refusalOf(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StartError);
  return error instanceof StartError ? error.message : '';
}

test.each<[string, Reply, RegExp]>([
  ['a page', { body: '<!doctype html>' }, /returned 200 with text that is not JSON\. .*check --url/],
  ['other JSON', { body: '{"message":"hello"}' }, /returned 200 with unexpected JSON\. .*check --url/],
  ['items of another kind', { body: '{"items":[1,2,3]}' }, /returned 200 with unexpected JSON/],
  ['too few items', { body: '{"items":[]}' }, /returned 0 items for 3 rows\. .*check --url/],
])('%s is not taken for a response of the API', async (_name, reply, expected) => {
  const { client } = await clientOf(reply);
  expect(await refusalOf(client.plan(hires))).toMatch(expected);
  expect(await refusalOf(client.start(hires, 3))).toMatch(expected);
});

test.each([301, 302, 307, 308])(
  'a redirect with %i is not followed, and its target is named',
  async (status) => {
    const { client, methods } = await clientOf({ status, headers: { location: '/elsewhere' } });
    expect(await refusalOf(client.plan(hires))).toMatch(
      /:plan redirects to http:\/\/127\.0\.0\.1:\d+\/elsewhere\. Pass the URL of the API itself with --url\./,
    );
    expect(methods).toEqual(['POST']);
  },
);
