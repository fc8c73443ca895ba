import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { offboardingCommandRequests } from '../../src/contract/api/offboarding-command-requests.ts';
import { departurePlanKinds, offboardingPlanResponse } from '../../src/contract/api/offboarding-batch.ts';
import { offboardingRequest } from '../../src/contract/api/offboarding-request.ts';
import { offboardingView } from '../../src/contract/api/offboarding-view.ts';
import { allowedOffboardingCommands } from '../../src/contract/rules/allowed-offboarding-commands.ts';
import { failureCodes } from '../../src/contract/rules/failures.ts';
import { offboardingStates, offboardingSteps } from '../../src/contract/rules/offboarding-states.ts';
import { apiOver, post } from '../api/fake-onboardings.ts';
import { blocksOf, codesIn, firstCodes, readPage, tableAfter } from './page.ts';

const page = readPage('docs/people.md');

describe('the tables', () => {
  test('the steps', () => {
    const steps = tableAfter(page, '## Leave').map(([, name = '']) => codesIn(name)[0]);
    expect(steps).toEqual([...offboardingSteps]);
  });

  test('the states', () => {
    expect(firstCodes(tableAfter(page, '### States'))).toEqual([...offboardingStates]);
  });

  test('the fields', () => {
    const fields = firstCodes(tableAfter(page, '## The fields of an offboarding'));
    expect(fields).toEqual(Object.keys(offboardingView.shape));
  });

  test('the codes of the guards are failure codes', () => {
    const guards = page.slice(page.indexOf('### What never happens'), page.indexOf('### States'));
    const codes = [...guards.matchAll(/\(`(\w+)`\)/g)].map(([, code]) => code);
    expect(codes.length).toBeGreaterThan(5);
    expect(codes.filter((code) => !failureCodes.some((known) => known === code))).toEqual([]);
  });
});

describe('the commands', () => {
  type CommandName = keyof typeof offboardingCommandRequests;
  const rows = tableAfter(page, '### Commands');

  test('each is on the page, and no other', () => {
    expect(firstCodes(rows)).toEqual(Object.keys(offboardingCommandRequests));
  });

  test.each(rows)('%s takes the body that the page names', (name, body) => {
    const [command] = codesIn(name) as [CommandName];
    const expected = Object.entries<z.ZodType>(offboardingCommandRequests[command].shape).map(
      ([key, schema]) => (schema.safeParse(undefined).success ? `${key}?` : key),
    );
    expect(codesIn(body ?? '')).toEqual(expected);
  });

  test.each(rows)('%s is allowed in the states that the page names', (name, _body, allowedIn) => {
    const [command] = codesIn(name) as [CommandName];
    const isEverAllowed = (state: (typeof offboardingStates)[number]) =>
      offboardingSteps.some((step) =>
        [undefined, ...failureCodes].some((code) =>
          allowedOffboardingCommands({
            state,
            step,
            ...(code === undefined ? {} : { attention: { code } }),
          }).includes(command),
        ),
      );
    expect(codesIn(allowedIn ?? '')).toEqual(offboardingStates.filter(isEverAllowed));
  });
});

describe('many at once', () => {
  const part = page.slice(page.indexOf('### Many at once'), page.indexOf('## Change your mind'));

  test('the example of a batch works unchanged', async () => {
    const [example = ''] = blocksOf(part, 'bash');
    const body = JSON.parse(/-d '([^']+)'/.exec(example)?.[1] ?? '') as object;
    const response = await apiOver().app.inject(post('/v1/offboardings:batch', body));
    const { items } = response.json<{ items: { status: number }[] }>();
    expect(items.map(({ status }) => status)).toEqual([202, 202]);
  });

  test('the example of a plan is one', () => {
    const [example = ''] = blocksOf(part, 'json');
    const plan = JSON.parse(example) as object;
    expect(offboardingPlanResponse.parse(plan)).toEqual(plan);
  });

  test('the table has each kind of plan', () => {
    expect(firstCodes(tableAfter(page, '### Many at once'))).toEqual([...departurePlanKinds]);
  });
});

test('the example of an order works unchanged', async () => {
  const [example = ''] = blocksOf(page, 'bash');
  const body = JSON.parse(/-d '([^']+)'/.exec(example)?.[1] ?? '') as object;
  expect(offboardingRequest.parse(body)).toEqual(body);
  expect((await apiOver().app.inject(post('/v1/offboardings', body))).statusCode).toBe(202);
});
