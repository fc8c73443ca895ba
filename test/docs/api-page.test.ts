import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { createAuthenticate } from '../../src/auth/authenticate.ts';
import { accessCheck } from '../../src/contract/api/access-check.ts';
import { addressAccess } from '../../src/contract/api/access-report.ts';
import { batchResponse, planKinds, planResponse } from '../../src/contract/api/batch.ts';
import { brakeView } from '../../src/contract/api/brake.ts';
import { commandRequests } from '../../src/contract/api/command-requests.ts';
import { driftReport } from '../../src/contract/api/drift.ts';
import { explanation } from '../../src/contract/api/explanation.ts';
import { onboardingRequest } from '../../src/contract/api/onboarding-request.ts';
import { attentionView, onboardingPage, onboardingView } from '../../src/contract/api/onboarding-view.ts';
import { problemDetails } from '../../src/contract/api/problem-details.ts';
import { personView } from '../../src/contract/api/person-view.ts';
import { problems } from '../../src/contract/api/problems.ts';
import { ordinaryScopes, scopes } from '../../src/contract/config/api-key.ts';
import { allowedCommands } from '../../src/contract/rules/allowed-commands.ts';
import { failureCodes } from '../../src/contract/rules/failures.ts';
import { onboardingStates, steps } from '../../src/contract/rules/states.ts';
import { accessReport, apiKey, apiOver, keysOf, onboardingId, personId } from '../api/fake-onboardings.ts';
import { blocksOf, codesIn, firstCodes, readPage, tableAfter } from './page.ts';

const page = readPage('docs/api.md');

/** The routes of the page: `GET /v1/events`, what its query may hold, and the scope. */
const routes = tableAfter(page, '## Routes').map(([call = '', scope = '']) => {
  const [route = '', query = ''] = (codesIn(call)[0] ?? '').split('?');
  return {
    route,
    query: query.split('&').flatMap((one) => one.split('=')[0] || []),
    scope: codesIn(scope)[0],
  };
});

type Described = { readonly parameters?: readonly { readonly name: string; readonly in: string }[] };
const description = (await apiOver().app.inject('/openapi.json')).json<{
  paths: Record<string, Record<string, Described>>;
}>();
const described = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { parameters = [] }]) => ({
    route: `${method.toUpperCase()} ${path}`,
    query: parameters.flatMap((one) => (one.in === 'query' ? [one.name] : [])),
  })),
);

describe('the routes', () => {
  const outside = ['GET /metrics', 'GET /openapi.json', 'GET /docs'];

  test('are those of the OpenAPI description, and the three that it leaves out', () => {
    expect(routes.map(({ route }) => route).toSorted()).toEqual(
      [...described.map(({ route }) => route), ...outside].toSorted(),
    );
  });

  test('have the query parameters of the OpenAPI description', () => {
    for (const { route, query } of described) {
      expect(routes).toContainEqual(expect.objectContaining({ route, query }));
    }
  });

  const withKey = routes.filter(({ scope }) => scope !== undefined);

  test.each(withKey)('$route needs the scope $scope', async ({ route, scope = '' }) => {
    const [method, path] = route.split(' ') as ['GET' | 'POST' | 'DELETE', string];
    const event = `event-${'0123456789abcdef'.repeat(2)}-0123456789ab-1-hr`;
    const url = path.replace('{id}', path.startsWith('/v1/events') ? event : onboardingId);
    const status = async (granted: string) => {
      const keys = keysOf(`caller/${granted}:${apiKey.secret}`);
      const { app } = apiOver({}, { authenticate: createAuthenticate(() => keys) });
      const headers = { authorization: `Bearer ${apiKey.secret}` };
      return (await app.inject({ method, url, headers })).statusCode;
    };
    expect(await status(scope)).not.toBe(403);
    expect(await status('provision')).toBe(403);
    expect(await status(ordinaryScopes.filter((one) => one !== scope).join('+'))).toBe(403);
  });

  const withoutKey = routes.filter(({ scope }) => scope === undefined);

  test.each(withoutKey)('$route needs no key', async ({ route }) => {
    const url = route.replace('GET ', '');
    expect((await apiOver().app.inject({ method: 'GET', url })).statusCode).toBe(200);
  });
});

describe('the tables', () => {
  test('the scopes', () => {
    expect(firstCodes(tableAfter(page, '## Authentication'))).toEqual([...scopes]);
  });

  test('the fields of a request, and which are required', () => {
    const rows = tableAfter(page, '## Start an onboarding');
    expect(firstCodes(rows)).toEqual(Object.keys(onboardingRequest.shape));
    const required = rows.filter(([, meaning]) => meaning?.startsWith('Required.'));
    const { shape } = onboardingRequest;
    expect(firstCodes(required)).toEqual(
      Object.entries<z.ZodType>(shape).flatMap(([field, schema]) =>
        schema.safeParse(undefined).success ? [] : field,
      ),
    );
  });

  test('the states, in the order of the source', () => {
    expect(firstCodes(tableAfter(page, '## States'))).toEqual([...onboardingStates]);
  });

  test('the steps', () => {
    const paragraph = page
      .split('\n')
      .find((line) => line.includes('`step` names the step within the state'));
    expect(codesIn(paragraph ?? '')).toEqual(expect.arrayContaining([...steps]));
  });

  test('the fields of an onboarding', () => {
    const fields = firstCodes(tableAfter(page.replace(/```json.*?```/gs, ''), '## Read an onboarding'));
    expect(fields.toSorted()).toEqual(Object.keys(onboardingView.shape).toSorted());
  });

  test('the kinds of plan', () => {
    const documented = firstCodes(
      tableAfter(page.slice(page.indexOf('## Batch and plan') - 1), '## Batch and plan'),
    );
    expect(documented).toEqual([...planKinds]);
  });

  test('the fields of an access report', () => {
    const fields = firstCodes(tableAfter(page, '## Access'));
    expect(fields.toSorted()).toEqual(Object.keys(addressAccess.shape).toSorted());
  });

  test('the fields of a person', () => {
    const people = page.slice(page.indexOf('\n## People\n')).replace(/```json.*?```/gs, '');
    expect(firstCodes(tableAfter(people, '## People'))).toEqual(Object.keys(personView.shape));
  });

  test('the fields of the brake', () => {
    const brake = page.slice(page.indexOf('\n## Brake\n')).replace(/```json.*?```/gs, '');
    expect(firstCodes(tableAfter(brake, '## Brake')).toSorted()).toEqual(
      Object.keys(brakeView.shape).toSorted(),
    );
  });

  test('the problems: code, status and title', () => {
    const expected = Object.entries(problems).map(([code, { status, title }]) => [
      `\`${code}\``,
      String(status),
      title,
    ]);
    expect(tableAfter(page, '## Errors')).toEqual(expected);
  });
});

describe('the commands', () => {
  type CommandName = keyof typeof commandRequests;
  const rows = tableAfter(page, '## Commands');

  test('each is on the page, and no other', () => {
    expect(firstCodes(rows)).toEqual(Object.keys(commandRequests));
  });

  test.each(rows)('%s takes the body that the page names', (name, body) => {
    const [command] = codesIn(name) as [CommandName];
    const expected = Object.entries<z.ZodType>(commandRequests[command].shape).map(([key, schema]) =>
      schema.safeParse(undefined).success ? `${key}?` : key,
    );
    expect(codesIn(body ?? '').toSorted()).toEqual(expected.toSorted());
  });

  test.each(rows)('%s is allowed in the states that the page names', (name, _body, allowedIn) => {
    const [command] = codesIn(name) as [CommandName];
    const isEverAllowed = (state: (typeof onboardingStates)[number]) =>
      steps.some((step) =>
        [undefined, ...failureCodes].some((code) =>
          allowedCommands({ state, step, ...(code === undefined ? {} : { attention: { code } }) }).includes(
            command,
          ),
        ),
      );
    expect(codesIn(allowedIn ?? '')).toEqual(onboardingStates.filter(isEverAllowed));
  });
});

describe('the examples', () => {
  const examples: readonly (readonly [string, z.ZodType])[] = [
    ['a started onboarding', onboardingView],
    ['a completed onboarding', onboardingView],
    ['an attention', attentionView],
    ['a page of onboardings', onboardingPage],
    ['a batch', batchResponse],
    ['a plan', planResponse],
    ['an explanation', explanation],
    ['a person', personView],
    ['the brake', brakeView],
    ['an access report', addressAccess],
    ['an access check', accessCheck],
    ['a drift report', driftReport],
    ['a problem', problemDetails],
  ];
  const blocks = blocksOf(page, 'json').map((text) => JSON.parse(text) as unknown);

  test('there is one for each kind of response', () => {
    expect(blocks).toHaveLength(examples.length);
  });

  test.each(examples.map(([name, schema], index) => [name, schema, blocks[index]] as const))(
    '%s has the shape that the API returns, and no other field',
    (_name, schema, example) => {
      expect(schema.parse(example)).toEqual(example);
    },
  );

  test('titles and statuses of problems are those of the source', () => {
    const all = page.matchAll(
      /"title": "([^"]*)",\s+"status": (\d+),\s+"detail": "[^"]*",\s+"code": "(\w+)"/g,
    );
    for (const [, title, status, code = ''] of all) {
      expect({ title, status: Number(status) }).toEqual(problems[code as keyof typeof problems]);
    }
  });

  const calls = blocksOf(page, 'bash').map((text) => [text, requestOf(text)] as const);

  test.each(calls)('%s works unchanged', async (_text, request) => {
    const { app } = apiOver({ reportAccess: async () => accessReport() });
    const response = await app.inject(request);
    expect(response.statusCode).toBeLessThan(300);
  });
});

/** Reads a `curl` example as the request that it sends. */
function requestOf(text: string) {
  const expanded = text
    .replaceAll('\\\n', ' ')
    .replaceAll('$API', '')
    .replaceAll('$ID', onboardingId)
    .replaceAll('$PERSON', personId)
    .replaceAll('$KEY', apiKey.secret);
  const words = [...expanded.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
  const after = (option: string) => words.filter((_word, index) => words[index - 1] === option);
  const query = after('--data-urlencode').map((pair) => new URLSearchParams(pair).toString());
  const [payload] = after('-d');
  return {
    method: (after('-X')[0] ?? 'GET') as 'GET' | 'POST' | 'DELETE',
    url: [words.find((word) => word.startsWith('/')) ?? '', ...query].join('?'),
    headers: Object.fromEntries(after('-H').map((header) => header.split(': ', 2) as [string, string])),
    ...(payload === undefined ? {} : { payload }),
  };
}
