import { describe, expect, test } from 'vitest';
import type { BrakeView } from '../../../src/contract/api/brake.ts';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import type { Offboardings } from '../../../src/offboardings/offboardings.ts';
import { exampleOffboarding } from '../../api/fake-offboardings.ts';
import { exampleBrake, exampleOnboarding } from '../../api/fake-onboardings.ts';
import { hiddenFieldsOf, textOf } from '../read-page.ts';
import { consoleOver } from '../signed-in.ts';

const idOf = (number: number) => `person-${number.toString(16).padStart(32, '0')}.1`;

function holding(count: number, changes: Partial<BrakeView> = {}): BrakeView {
  const items = Array.from({ length: count }, (_, index) => ({
    id: idOf(index + 1),
    href: `/v1/offboardings/${idOf(index + 1)}`,
    kind: 'suspend' as const,
    orderedBy: 'hr',
    askedAt: '2026-06-29T09:00:00.000Z',
  }));
  const since = '2026-06-29T09:01:00.000Z';
  return exampleBrake({ on: true, since, held: count, items, passed: 2, ...changes });
}

const fakes = (brake: BrakeView) => ({ getBrake: async () => brake });
const leavers: Partial<Offboardings> = {
  get: async (id) => exampleOffboarding({ id, email: `${Number.parseInt(id.slice(7, 39), 16)}@example.com` }),
};
const getMover = async () => exampleOnboarding({ email: 'mover@example.com' });
const reason = 'HR confirms';

describe('the page of the brake', () => {
  test('shows whom it holds, by whom they were ordered, and earlier decisions', async () => {
    const decisions = [
      { verdict: 'refused' as const, by: 'ops', reason: 'a test', at: '2026-06-28T09:00:00.000Z', count: 4 },
    ];
    const text = textOf(
      await consoleOver(fakes(holding(2, { decisions })), undefined, undefined, leavers).open(
        '/console/brake',
      ),
    );
    expect(text).toMatch(/On since 2026-06-29 09:01 UTC ?: 2 departures wait for a decision\./);
    expect(text).toContain('Within 24 hours 2 people passed without a decision; the limit is 10.');
    expect(text).toMatch(/1@example\.com Leaves the organization hr 2026-06-29 09:00 UTC/);
    expect(text).toMatch(/2026-06-28 09:00 UTC ?: ops refused 4 departures\. Reason: a test/);
  });

  test('shows only its state while it holds nobody', async () => {
    const response = await consoleOver(fakes(exampleBrake())).open('/console/brake');
    expect(textOf(response)).toContain('Off.');
    expect(response.body).not.toContain('Release');
  });

  test('shows the ID of someone whose email cannot be read', async () => {
    const { open } = consoleOver(fakes(holding(1)), undefined, undefined, {
      get: () => Promise.reject(new ProblemError('unreadable', 'No key.')),
    });
    expect(textOf(await open('/console/brake'))).toContain(idOf(1));
  });

  test('says until when it gathers and why only urgent ones pass', async () => {
    const brake = exampleBrake({
      decidesAt: '2026-06-29T09:02:00.000Z',
      blindUntil: '2026-06-30T09:00:00.000Z',
      notListed: 7,
    });
    const text = textOf(await consoleOver(fakes(brake)).open('/console/brake'));
    expect(text).toMatch(/It gathers further departures until 2026-06-29 09:02 UTC ?\./);
    expect(text).toContain('Until 2026-06-30 09:00 UTC only urgent ones pass');
    expect(text).toContain('The list has no room for 7 more departures');
  });

  test('shows the email of someone who moves', async () => {
    const [moving] = holding(1).items;
    const brake = holding(1, { items: moving === undefined ? [] : [{ ...moving, kind: 'leaveGroups' }] });
    expect(textOf(await consoleOver({ ...fakes(brake), get: getMover }).open('/console/brake'))).toContain(
      'mover@example.com',
    );
  });

  test('has pages of 50', async () => {
    const { open, calls } = consoleOver(fakes(holding(120)));
    const second = await open('/console/brake?from=50');
    expect(textOf(second)).toContain('51 to 100 of 120.');
    expect(second.body).toContain('href="/console/brake?from=0"');
    expect(second.body).toContain('href="/console/brake?from=100"');
    expect(calls.filter(([name]) => name === 'getOffboarding')).toHaveLength(50);
  });

  test('releases all that the reader has seen, and says so', async () => {
    const decisions = [
      { verdict: 'released' as const, by: 'hr-system', reason, at: '2026-06-29T09:05:00.000Z', count: 2 },
    ];
    const { open, send, calls } = consoleOver({
      ...fakes(holding(2)),
      releaseBrake: async () => exampleBrake({ decisions }),
    });
    const fields = hiddenFieldsOf(await open('/console/brake'), '/console/brake');
    expect(fields).toEqual({ held: '2' });
    const response = await send('/console/brake', { ...fields, verdict: 'release', reason });
    expect([response.statusCode, response.headers['location']]).toEqual([
      303,
      '/console/brake?done=release&count=2',
    ]);
    expect(calls).toContainEqual(['releaseBrake', { reason, held: 2 }, { name: 'hr-system' }]);
    expect(textOf(await open('/console/brake?done=release&count=2'))).toContain('2 departures released.');
  });

  test.each([1, 2])('refuses %i of them', async (count) => {
    const { send, calls } = consoleOver(fakes(holding(3)));
    const ids = Array.from({ length: count }, (_, index) => idOf(index + 1));
    const selected = ids.map((id): [string, string] => ['id', id]);
    await send('/console/brake', [['verdict', 'refuse'], ['reason', reason], ...selected]);
    expect(calls).toContainEqual(['refuseBrake', { reason, ids }, { name: 'hr-system' }]);
  });

  test.each([
    [{ verdict: 'release', reason }, 'Select at least one person'],
    [{ verdict: 'release', reason: '', id: idOf(1) }, 'The reason must not be empty.'],
  ])('shows what is wrong with %j', async (form, text) => {
    const { send, calls } = consoleOver(fakes(holding(1)));
    const response = await send('/console/brake', form);
    expect(response.statusCode).toBe(400);
    expect(textOf(response)).toContain(text);
    expect(calls.map(([name]) => name)).not.toContain('releaseBrake');
  });

  test('shows what the brake rejects, and keeps the reason', async () => {
    const { send } = consoleOver({
      ...fakes(holding(1)),
      releaseBrake: async () => {
        throw new ProblemError('own_order', 'This would release 1 flow ordered by hr-system.');
      },
    });
    const response = await send('/console/brake', { verdict: 'release', reason, held: '1' });
    expect(response.statusCode).toBe(403);
    expect(textOf(response)).toContain('This would release 1 flow ordered by hr-system.');
    expect(response.body).toContain(`value="${reason}"`);
  });

  test('decides nothing without the scope release', async () => {
    const { open, send, calls } = consoleOver(fakes(holding(1)), 'ops/read+operate:secret-of-the-operator');
    const response = await open('/console/brake');
    expect(response.body).not.toContain('Release');
    expect(textOf(response)).toContain('Someone with the scope release can decide here.');
    const sent = await send('/console/brake', { verdict: 'release', reason, held: '1' });
    expect(sent.statusCode).toBe(403);
    expect(calls.map(([name]) => name)).not.toContain('releaseBrake');
  });
});
