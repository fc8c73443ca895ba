import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import { allowedOffboardingCommands } from '../../../src/contract/rules/allowed-offboarding-commands.ts';
import { offboardingStates, offboardingSteps } from '../../../src/contract/rules/offboarding-states.ts';
import type { Offboardings } from '../../../src/offboardings/offboardings.ts';
import { exampleOffboarding, offboardingId } from '../../api/fake-offboardings.ts';
import { examplePerson, onboardingId, personId } from '../../api/fake-onboardings.ts';
import { textOf } from '../read-page.ts';
import { consoleOver } from '../signed-in.ts';

const at = '2026-06-29T09:00:00.000Z';
const leaving = {
  id: offboardingId,
  href: `/v1/offboardings/${offboardingId}`,
  kind: 'offboarding',
  state: 'suspended',
  startedAt: at,
  since: at,
  reason: 'Last working day',
} as const;
const hired = {
  id: onboardingId,
  href: `/v1/onboardings/${onboardingId}`,
  kind: 'onboarding',
  state: 'completed',
  startedAt: at,
  since: at,
  group: 'Developers',
} as const;

const path = `/console/people/${personId}`;
const formPath = `/console/offboardings/${offboardingId}`;
const leavePath = `${path}/leave`;

/** A console over one person, whose flows are given, the newest first. */
function leaverOver(fakes: Partial<Offboardings> = {}, keys?: string, flows: object[] = [leaving]) {
  const person = examplePerson({ state: 'suspended', flows: flows as never });
  return consoleOver({ getPerson: async () => person }, keys, undefined, fakes);
}

const onboarded = (fakes: Partial<Offboardings> = {}, keys?: string) => leaverOver(fakes, keys, [hired]);

describe('the page of a person who leaves', () => {
  test('shows a person who was never hired here, and what was taken from them', async () => {
    const check = { name: 'the user is suspended', request: 'GET /v2/users', passed: true };
    const view = exampleOffboarding({
      before: {
        userId: 'user-1',
        email: 'ada@example.com',
        status: 'active',
        suspended: false,
        apiEnabled: true,
        apiKeys: 2,
        groups: [{ id: 'group-1', name: 'Developers' }],
        policies: [{ id: 'policy-1' }],
        roles: [],
      },
      taken: [{ step: 'suspendUser', at, checks: [check], warnings: ['read late'] }],
      evidence: { at, userId: 'user-1', checks: [{ ...check, name: 'no user' }], warnings: [] },
    });
    const { calls, open } = leaverOver({ get: async () => view });
    const page = await open(path);
    expect(page.statusCode).toBe(200);
    const text = textOf(page);
    for (const part of [
      'hr-system ordered the departure of ada@example.com',
      'Groups Developers',
      'Direct policies policy-1',
      'API keys 2',
      'Passed: the user is suspended',
      'read late',
      'Passed: no user',
      'Reason Last working day',
    ])
      expect(text).toContain(part);
    expect(calls.map(([name]) => name)).toEqual(['getPerson', 'getOffboarding']);
  });

  const views = offboardingStates.flatMap((state) =>
    state === 'needs_attention'
      ? offboardingSteps.map((step) => exampleOffboarding({ state, step, attention: failure(step) }))
      : [exampleOffboarding({ state })],
  );

  test.each(views)(
    'has a form for each command that $state at $step allows, and for no other',
    async (view) => {
      const { body } = await leaverOver({ get: async () => view }).open(path);
      const offered = [...body.matchAll(/name="command" value="([^"]+)"/g)].map(([, name]) => name);
      expect(offered).toEqual([...allowedOffboardingCommands(view)]);
    },
  );

  test('shows what to do, and offers nothing to a reader who may only read', async () => {
    const view = exampleOffboarding({ state: 'needs_attention', attention: failure('suspendUser') });
    const { body } = await leaverOver({ get: async () => view }, 'reader/read:secret-of-the-reader').open(
      path,
    );
    expect(body).toContain('Look at it.');
    expect(body).not.toContain('name="command"');
    expect(body).toContain('Someone with the scope operate');
  });

  test('shows an earlier departure without commands, and the flow since as a link', async () => {
    const newest = { ...hired, id: `${personId}.3` };
    const { body } = await leaverOver({}, undefined, [newest, leaving]).open(
      `/console/people/${offboardingId}`,
    );
    expect(body).toContain('This is an earlier departure.');
    expect(body).not.toContain('name="command"');
    expect(body).toContain(`href="/console/people/${personId}.3"`);
  });

  test('offers to hire a person again who has left, with what they were hired for', async () => {
    const left = exampleOffboarding({ state: 'left', step: 'guardInvitations' });
    const { body } = await leaverOver({ get: async () => left }, undefined, [leaving, hired]).open(path);
    expect(body).toContain(`action="/console/people/${onboardingId}/rehire"`);
    expect(body).toContain(`action="${leavePath}"`);
  });

  test('escapes what people have written', async () => {
    const script = '<script>alert(1)</script>';
    const view = exampleOffboarding({ reason: script, history: [{ at, message: script }] });
    const { body } = await leaverOver({ get: async () => view }).open(path);
    expect(body).toContain('&lt;script&gt;');
    expect(body).not.toContain(script);
  });
});

describe('a command', () => {
  test('is sent once with its reason and its sender, and leads back to the page', async () => {
    const { calls, open, send } = leaverOver();
    const form = { command: 'reinstate', request: 'r-1', reason: 'The contract was extended' };
    const response = await send(formPath, form);
    expect(response.statusCode).toBe(303);
    expect(response.headers.location).toBe(`${path}?done=offboarding-reinstate`);
    const caller = { name: 'hr-system', requestId: 'r-1' };
    expect(calls).toEqual([
      ['commandOffboarding', offboardingId, 'reinstate', { reason: form.reason }, caller],
    ]);
    expect((await open(`${path}?done=offboarding-reinstate`)).body).toContain('Done: Reinstate the person');
  });

  test('without its reason is not sent, and keeps its request', async () => {
    const { calls, send } = leaverOver();
    const response = await send(formPath, { command: 'remove-now', request: 'r-1', reason: ' ' });
    expect(response.statusCode).toBe(400);
    expect(response.body).toContain('name="request" value="r-1"');
    expect(calls.map(([name]) => name)).not.toContain('commandOffboarding');
  });

  test('that is no longer possible shows the page with the words of the run', async () => {
    const { send } = leaverOver({
      command: () => Promise.reject(new ProblemError('command_not_possible', 'Allowed now: check.')),
    });
    const response = await send(formPath, { command: 'hold', request: 'r-1' });
    expect(response.statusCode).toBe(409);
    expect(response.body).toContain('Allowed now: check.');
    expect(response.body).toContain('What you can do');
  });

  test('needs the scope operate', async () => {
    const { calls, send } = leaverOver({}, 'hr/read+offboard:secret-of-the-hr');
    expect((await send(formPath, { command: 'check', request: 'r-1' })).statusCode).toBe(403);
    expect(calls).toEqual([]);
  });
});

describe('an order', () => {
  test('is offered on the page of a person, to readers with the scope offboard only', async () => {
    expect((await onboarded().open(path)).body).toContain(`action="${leavePath}"`);
    const reader = onboarded({}, 'ops/read+write+operate:secret-of-the-ops');
    expect((await reader.open(path)).body).not.toContain(leavePath);
    expect((await reader.send(leavePath, { request: 'r-1', reason: 'Left' })).statusCode).toBe(403);
  });

  test('is sent once with its reason and its grace period, and leads to the person', async () => {
    const { calls, send } = onboarded();
    const response = await send(leavePath, { request: 'r-1', reason: 'Last working day', graceDays: '0' });
    expect(response.headers.location).toBe(`${path}?done=leave`);
    const order = { email: 'ada@example.com', reason: 'Last working day', graceDays: 0 };
    expect(calls.slice(1)).toEqual([['order', order, { name: 'hr-system', idempotencyKey: 'r-1' }]]);
  });

  test.each([
    [{ reason: ' ' }, 'reason'],
    [{ reason: 'Left', graceDays: 'soon' }, 'graceDays'],
    [{ reason: 'Left', graceDays: '1000' }, 'graceDays'],
  ])('with %j is not sent, and the page says what is wrong', async (fields, field) => {
    const { calls, send } = onboarded();
    const response = await send(leavePath, { request: 'r-1', ...fields });
    expect(response.statusCode).toBe(400);
    expect(textOf(response)).toContain(`/${field}`);
    expect(response.body).toContain('name="request" value="r-1"');
    expect(calls.map(([name]) => name)).not.toContain('order');
  });
});

function failure(step: (typeof offboardingSteps)[number]) {
  return {
    step,
    code: 'internal_error' as const,
    since: at,
    meaning: 'It failed.',
    remedy: 'Look at it.',
    detail: 'a bug',
    allowedCommands: [],
    retryable: true,
  };
}
