import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import { allowedCommands } from '../../../src/contract/rules/allowed-commands.ts';
import { onboardingStates, steps } from '../../../src/contract/rules/states.ts';
import type { Onboardings } from '../../../src/onboardings/onboardings.ts';
import { exampleOnboarding, examplePerson, onboardingId, personId } from '../../api/fake-onboardings.ts';
import { consoleOver } from '../signed-in.ts';
import { failedAt } from '../../api/explain/fixtures.ts';

const flow = {
  id: onboardingId,
  href: `/v1/onboardings/${onboardingId}`,
  kind: 'onboarding',
  state: 'awaiting_acceptance',
  startedAt: '2026-06-29T09:00:00.000Z',
  since: '2026-06-29T09:00:00.000Z',
  group: 'Developers',
} as const;

function personOver(fakes: Partial<Onboardings> = {}, keys?: string) {
  return consoleOver({ getPerson: async () => examplePerson({ flows: [flow] }), ...fakes }, keys);
}

const path = `/console/people/${personId}`;
const formPath = `/console/people/${onboardingId}`;

describe('the page of a person', () => {
  const views = onboardingStates
    .filter((state) => state !== 'erased')
    .flatMap((state) =>
      state === 'needs_attention'
        ? steps.map((step) => exampleOnboarding(failedAt(step, { code: 'internal_error' })))
        : [exampleOnboarding({ state })],
    );

  test.each(views)(
    'has a form for each command that $state at $step allows, and for no other',
    async (view) => {
      const { open } = personOver({ get: async () => view });
      const { body } = await open(path);
      const offered = [...body.matchAll(/name="command" value="([^"]+)"/g)].map(([, name]) => name);
      expect(offered).toEqual([...allowedCommands(view)]);
    },
  );

  test('offers only what the reader may do', async () => {
    const cases = [
      ['read', 0, 0],
      ['read+operate', 1, 0],
      ['read+write', 0, 1],
      ['read+operate+write', 1, 1],
    ] as const;
    const guarding = exampleOnboarding({ state: 'guarding' });
    for (const [scopes, commands, rehires] of cases) {
      const keys = `reader/${scopes}:secret-of-the-reader`;
      const { body } = await personOver({ get: async () => guarding }, keys).open(path);
      expect(body.split('name="command"')).toHaveLength(commands + 1);
      expect(body.split('/rehire"')).toHaveLength(rehires + 1);
      expect(body.includes('can do more here')).toBe(commands + rehires < 2);
    }
  });

  test('gives each form a request of its own, new each time', async () => {
    const { open } = personOver();
    const requests = async () =>
      [...(await open(path)).body.matchAll(/name="request" value="([\w-]+)"/g)].map(([, id]) => id);
    const all = [...(await requests()), ...(await requests())];
    expect(all).toHaveLength(10);
    expect(new Set(all).size).toBe(10);
  });

  test('shows an earlier onboarding without commands', async () => {
    const earlier = `${personId}.1`;
    const newest = { ...flow, id: `${personId}.2` };
    const { open } = personOver({ getPerson: async () => examplePerson({ flows: [newest, flow] }) });
    const { body } = await open(`/console/people/${earlier}`);
    expect(body).toContain('This is an earlier onboarding.');
    expect(body).not.toContain('name="command"');
  });

  test('says of an erased person only that', async () => {
    const { calls, open } = personOver({
      getPerson: async () => ({ id: personId, state: 'erased', since: flow.since, grants: [], flows: [] }),
    });
    expect((await open(path)).body).toContain('Erased person');
    expect(calls.map(([name]) => name)).toEqual(['getPerson']);
  });

  test.each(['/console/people/nobody', '/console/people/person-1', `${path}.x`])(
    'returns 404 for %s',
    async (url) => {
      const { calls, open } = personOver();
      expect((await open(url)).statusCode).toBe(404);
      expect(calls).toEqual([]);
    },
  );

  test('escapes what people have written', async () => {
    const script = '<script>alert(1)</script>';
    const view = exampleOnboarding({
      firstName: script,
      externalId: '"><img src=x>',
      group: { name: script },
      history: [{ at: flow.since, message: script }],
      attention: failedAt('addMember', { answer: script, detail: script }).attention,
      state: 'needs_attention',
    });
    const { body } = await personOver({ get: async () => view }).open(path);
    expect(body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(body).not.toContain(script);
    expect(body).not.toContain('<img');
  });
});

describe('a command', () => {
  test('is sent once with its fields, its request and its sender, and leads back to the page', async () => {
    const { calls, open, send } = personOver();
    const response = await send(formPath, { command: 'cancel', request: 'r-1', reason: 'withdrawn' });
    expect(response.statusCode).toBe(303);
    expect(response.headers.location).toBe(`${path}?done=cancel`);
    const caller = { name: 'hr-system', requestId: 'r-1' };
    expect(calls).toEqual([['command', onboardingId, 'cancel', { reason: 'withdrawn' }, caller]]);
    expect((await open(`${path}?done=cancel`)).body).toContain('Done: Cancel the onboarding');
  });

  test('takes one policy a line', async () => {
    const { calls, send } = personOver();
    await send(formPath, { command: 'retry', request: 'r-1', policies: ' A \r\nB\n\n' });
    expect(calls[0]?.[3]).toEqual({ policies: ['A', 'B'] });
  });

  test('that is no longer possible shows the page with the words of the run', async () => {
    const { send } = personOver({
      command: async () => {
        throw new ProblemError('command_not_possible', 'The onboarding is in state on_hold.');
      },
    });
    const response = await send(formPath, { command: 'resend', request: 'r-1' });
    expect(response.statusCode).toBe(409);
    expect(response.body).toMatch(/role="status"[^>]*>\s*The onboarding is in state on_hold\./);
    expect(response.body).toContain('What you can do');
  });

  test('without its reason is not sent, and keeps its request', async () => {
    const { calls, send } = personOver();
    const response = await send(formPath, { command: 'cancel', request: 'r-1', reason: ' ' });
    expect(response.statusCode).toBe(400);
    expect(response.body).toContain('name="request" value="r-1"');
    expect(calls.map(([name]) => name)).not.toContain('command');
  });

  test('that does not exist is refused', async () => {
    const { calls, send } = personOver();
    expect((await send(formPath, { command: 'erase', request: 'r-1' })).statusCode).toBe(400);
    expect(calls).toEqual([]);
  });

  test('hires again, and leads to the person', async () => {
    const { calls, send } = personOver();
    const response = await send(`/console/people/${onboardingId}/rehire`, {});
    expect(response.headers.location).toBe(`${path}?done=rehire`);
    expect(calls).toEqual([['rehire', onboardingId, { name: 'hr-system' }]]);
  });
});
