import { describe, expect, test } from 'vitest';
import type { DeliveryView } from '../../../src/contract/api/delivery-view.ts';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import { deliveryView, personId } from '../../api/fake-onboardings.ts';
import { hiddenFieldsOf, textOf } from '../read-page.ts';
import { consoleOver } from '../signed-in.ts';

const first = deliveryView({ failedAt: '2026-06-30T10:00:00.000Z', error: 'status 500' });
const second = deliveryView({ id: first.id.replace('-hr', '-audit'), receiver: 'audit' });
const pageOf = (items: DeliveryView[], nextCursor: string | null = null) => ({
  listEvents: async () => ({ items, nextCursor }),
});
const replay = '/console/events/replay';

describe('the page of webhooks', () => {
  test('shows what did not arrive, why and since when, with the person', async () => {
    const { open, calls } = consoleOver(pageOf([first]));
    const response = await open('/console/events');
    expect(textOf(response)).toMatch(
      /onboarding\.completed hr 2026-06-29 09:00 UTC 2026-06-30 10:00 UTC status 500 Open the person/,
    );
    expect(response.body).toContain(`href="/console/people/${personId}"`);
    expect(calls).toEqual([['listEvents', { status: 'failed', limit: 50 }]]);
  });

  test('sends one event again', async () => {
    const { open, send, calls } = consoleOver(pageOf([first]));
    const fields = hiddenFieldsOf(await open('/console/events'), replay);
    const response = await send(replay, fields);
    expect([response.statusCode, response.headers['location']]).toEqual([
      303,
      '/console/events?sent=1&failed=0',
    ]);
    expect(calls).toContainEqual(['replayEvent', first.id]);
    expect(textOf(await open('/console/events?sent=1&failed=0'))).toContain('1 event will be sent again.');
  });

  test('sends all of the page again, and says how many could not be', async () => {
    const { send, open, calls, logLines } = consoleOver({
      ...pageOf([first, second]),
      replayEvent: async (id) => {
        if (id === second.id) throw new ProblemError('not_found', 'There is no such event.');
        return first;
      },
    });
    expect(textOf(await open('/console/events'))).toContain('Send all 2 of this page again');
    const response = await send(replay, [
      ['id', first.id],
      ['id', second.id],
      ['id', first.id],
    ]);
    expect(response.headers['location']).toBe('/console/events?sent=1&failed=1');
    expect(calls.filter(([name]) => name === 'replayEvent')).toHaveLength(2);
    expect(logLines.join()).toContain('an event could not be sent again');
    expect(textOf(await open('/console/events?sent=1&failed=1'))).toContain(
      '1 event will be sent again; 1 could not be.',
    );
  });

  test('filters by status and leads to the next page; what is on the way has no button', async () => {
    const { open, calls } = consoleOver(pageOf([deliveryView({ status: 'under_way' })], 'c+1'));
    const response = await open('/console/events?status=under_way&cursor=abc');
    expect(calls).toEqual([['listEvents', { status: 'under_way', limit: 50, cursor: 'abc' }]]);
    expect(response.body).toContain('href="/console/events?status=under_way&amp;cursor=c%2B1"');
    expect(response.body).not.toContain('again</button>');
  });

  test('says that everything has arrived', async () => {
    expect(textOf(await consoleOver(pageOf([])).open('/console/events'))).toContain(
      'Every event has arrived',
    );
  });

  const tooMany = Array.from({ length: 51 }, (_, index): [string, string] => ['id', `${first.id}${index}`]);
  test.each<{ form: [string, string][] }>([{ form: [] }, { form: [['id', 'person-1']] }, { form: tooMany }])(
    'rejects a form that names no event, something else, or too many',
    async ({ form }) => {
      const { send, calls } = consoleOver();
      const { statusCode } = await send(replay, form);
      expect([400, 404]).toContain(statusCode);
      expect(calls).toEqual([]);
    },
  );

  test('rejects an unknown status', async () => {
    expect((await consoleOver().open('/console/events?status=lost')).statusCode).toBe(400);
  });

  test('needs the scope operate to send', async () => {
    const { open, send } = consoleOver(pageOf([first]), 'reader/read:secret-of-the-reader');
    expect((await open('/console/events')).body).not.toContain('Send again');
    expect((await send(replay, { id: first.id })).statusCode).toBe(403);
  });
});
