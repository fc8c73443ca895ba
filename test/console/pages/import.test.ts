import { describe, expect, test } from 'vitest';
import type { PlannedHire } from '../../../src/contract/api/batch.ts';
import type { OnboardingRequest } from '../../../src/contract/api/onboarding-request.ts';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import type { Onboardings } from '../../../src/onboardings/onboardings.ts';
import { exampleOnboarding, onboardingId } from '../../api/fake-onboardings.ts';
import { until } from '../../support/until.ts';
import { hiddenFieldsOf, textOf } from '../read-page.ts';
import { consoleOver } from '../signed-in.ts';

const header = 'email,firstName,group,policies';
const csv = (...rows: readonly string[]) => [header, ...rows].join('\n');
const ada = 'ada@example.com,Ada,Developers,Provisioning';
const grace = 'grace@example.com,Grace,Developers,Provisioning';
const twoHires = csv(ada, grace);

const reader = 'reader/read:secret-of-the-reader';
const nobody = { items: [], nextCursor: null };

function idOf(index: number): string {
  return onboardingId.replace('0123', String(1000 + index));
}

/** A fake in which onboardings that were started are planned as existing, and listed. */
function world(changes: Partial<Onboardings> = {}) {
  const started: OnboardingRequest[] = [];
  const plans = new Map<string, PlannedHire>();
  const fakes: Partial<Onboardings> = {
    plan: async (requests) =>
      requests.map(({ email }): PlannedHire => {
        const index = started.findIndex((one) => one.email === email);
        return index < 0 ? (plans.get(email) ?? { plan: 'invite' }) : { plan: 'existing', id: idOf(index) };
      }),
    start: async (request) => {
      started.push(request);
      const id = idOf(started.length - 1);
      return { outcome: 'started', onboarding: exampleOnboarding({ id, email: request.email }) };
    },
    list: async () => ({
      ...nobody,
      items: started.map(({ email }, index) => exampleOnboarding({ id: idOf(index), email })),
    }),
    ...changes,
  };
  const session = consoleOver(fakes);
  const startsIn = () => session.calls.filter(([name]) => name === 'start');
  return {
    ...session,
    plans,
    started,
    startsIn,
    plan: (text: string) => session.upload('/console/import', { text }),
    fields: async (text: string) => {
      return hiddenFieldsOf(await session.upload('/console/import', { text }), '/console/import/start');
    },
    start: (fields: Record<string, string>) => session.send('/console/import/start', fields),
  };
}

describe('the plan of a file', () => {
  test('shows what would happen, counted and row by row, and starts nothing', async () => {
    const { plan, plans, startsIn } = world();
    plans.set('grace@example.com', { plan: 'adopt_member', warnings: ['the group resembles "Developer"'] });
    plans.set('alan@example.com', { plan: 'conflict', id: onboardingId, detail: 'It is open.' });
    const response = await plan(csv(ada, grace, 'alan@example.com,,Developers,Provisioning', ada));
    expect(response.statusCode).toBe(200);
    const text = textOf(response);
    expect(text).toContain('Plan for 4 rows');
    expect(text).toContain('1 send an invitation');
    expect(text).toContain('1 adopt a member, without an email');
    expect(text).toContain('1 would be refused because of what exists, no change');
    expect(text).toContain('1 repeat an earlier row');
    expect(text).toContain(
      '4 alan@example.com Developers Provisioning would be refused because of what exists, no change: It is open.',
    );
    expect(text).toContain('Warning: the group resembles "Developer"');
    expect(text).toContain('Start 2 onboardings');
    expect(startsIn()).toEqual([]);
  });

  test('reads a chosen file with the options of the form', async () => {
    const { upload, calls } = world();
    const bytes = Buffer.from('Mail;Datum\nada@example.com;07/01/2026\n', 'utf16le');
    await upload('/console/import', {
      file: new File([bytes], 'hires.csv'),
      text: '',
      group: 'Developers',
      policies: 'Provisioning',
      columns: 'startDate=Datum',
      dates: 'day-first',
      encoding: 'utf-16le',
    });
    const [, requests] = calls.find(([name]) => name === 'plan') ?? [];
    expect(requests).toEqual([
      {
        email: 'ada@example.com',
        group: { name: 'Developers' },
        policies: ['Provisioning'],
        startDate: '2026-01-07',
      },
    ]);
  });

  test.each<[string, string | Buffer, RegExp]>([
    ['nothing', '', /Choose a CSV file, or paste its rows\./],
    ['only a header', `${header}\n`, /The file contains no hires\./],
    ['a workbook', Buffer.from([0x50, 0x4b, 0x03, 0x04]), /is an Excel workbook .* Save it as "CSV UTF-8"/],
    [
      'an unknown column',
      'Adresse\na@example.com',
      /no column is known to be "email".* set “Columns” to email=Work Email/,
    ],
    ['NUL characters', 'e\0m\0a\0', /If it is UTF-16 .* set “Encoding” to utf-16le\./],
    [
      '1,001 rows',
      csv(...Array.from({ length: 1_001 }, (_, row) => `p${row}@example.com,,D,P`)),
      /has 1001 rows, and at most 1000 can be imported at once/,
    ],
    ['more than 1 MB', csv('x'.repeat(1_000_001)), /has more than 1 MB\. Split it into several files\./],
  ])('says what is wrong with a file, as npm run import does: %s', async (_name, content, message) => {
    const { upload, calls } = world();
    const file = new File([content], 'hires.csv');
    const response = await upload('/console/import', { file });
    expect([response.statusCode, textOf(response)]).toEqual([400, expect.stringMatching(message)]);
    expect(calls).toEqual([]);
  });

  test('keeps what was pasted, with its options, if it cannot be read', async () => {
    const { upload } = world();
    const response = await upload('/console/import', { text: 'Adresse <x>\nada', group: 'Developers' });
    expect(response.body).toMatch(/Adresse &lt;x&gt;\s+ada<\/textarea>/);
    expect(response.body).toContain('name="group" value="Developers"');
    expect(response.body).toMatch(/<details id="options" open>/);
  });

  test('names each mistake of a row, and leaves rows out only if that is confirmed', async () => {
    const { plan, start, startsIn } = world();
    const response = await plan(csv(ada, 'nobody,,Developers,Provisioning'));
    expect(textOf(response)).toContain('line 3, column "email": "nobody" must be an email address');
    expect(textOf(response)).toContain('Leave out 1 row that cannot be started');
    const fields = hiddenFieldsOf(response, '/console/import/start');
    const refused = await start(fields);
    expect([refused.statusCode, textOf(refused)]).toEqual([
      409,
      expect.stringContaining('Nothing was started: confirm first which rows are left out.'),
    ]);
    expect(startsIn()).toEqual([]);
    expect((await start({ ...fields, leaveOut: 'yes' })).statusCode).toBe(303);
  });

  test('needs the scope write', async () => {
    const { open, upload } = consoleOver({}, reader);
    expect((await open('/console/import')).statusCode).toBe(403);
    expect((await upload('/console/import', { text: twoHires })).statusCode).toBe(403);
  });
});

describe('the start of a plan', () => {
  test('starts exactly its rows, and leads to their progress at an address without personal data', async () => {
    const { fields, start, startsIn, open, plans, logLines } = world();
    plans.set('alan@example.com', { plan: 'existing', id: onboardingId });
    const response = await start(await fields(`${twoHires}\nalan@example.com,,Developers,Provisioning`));
    expect(response.statusCode).toBe(303);
    const { location = '' } = response.headers as { readonly location?: string };
    expect(location).toMatch(/^\/console\/import\/[0-9a-f]{32}\?rows=2$/);
    await until(
      'both starts',
      async () => startsIn().length,
      (count) => count === 2,
    );
    expect(startsIn().map(([, request, caller]) => [request, caller])).toMatchObject(
      [
        [
          { email: 'ada@example.com', firstName: 'Ada' },
          { name: 'hr-system', idempotencyKey: /^import [0-9a-f]{32}$/ },
        ],
        [{ email: 'grace@example.com' }, { name: 'hr-system' }],
      ].map(([request, caller]) => [
        request,
        { ...caller, idempotencyKey: expect.stringMatching(/^import [0-9a-f]{32}$/) },
      ]),
    );
    expect(textOf(await open(location))).toContain('2 of 2 onboardings started');
    expect(logLines.join('\n')).not.toContain('@example.com');
  });

  test('refuses if something has changed since the plan, and shows the new one, which can be started', async () => {
    const { fields, start, startsIn, plans } = world();
    const first = await fields(twoHires);
    plans.set('grace@example.com', { plan: 'adopt_invitation' });
    const refused = await start(first);
    expect([refused.statusCode, textOf(refused)]).toEqual([
      409,
      expect.stringMatching(
        /Nothing was started: since you saw the plan, something has changed\. .*1 adopt a pending invitation/,
      ),
    ]);
    expect(startsIn()).toEqual([]);
    const second = hiddenFieldsOf(refused, '/console/import/start');
    expect(second['request']).not.toBe(first['request']);
    expect((await start(second)).statusCode).toBe(303);
    await until(
      'both starts',
      async () => startsIn().length,
      (count) => count === 2,
    );
  });

  test('refuses another file than the one of the plan', async () => {
    const { fields, start, startsIn } = world();
    const [shown, other] = [await fields(csv(ada)), await fields(csv(grace))];
    expect((await start({ ...shown, file: other['file'] ?? '' })).statusCode).toBe(409);
    expect(startsIn()).toEqual([]);
  });

  test('happens once for a double click, and for a click after it has begun', async () => {
    const { fields, start, startsIn } = world();
    const form = await fields(twoHires);
    const responses = await Promise.all([start(form), start(form)]);
    await until(
      'both starts',
      async () => startsIn().length,
      (count) => count === 2,
    );
    const locations = [...responses, await start(form)].map(({ headers }) => headers['location']);
    expect(new Set(locations).size).toBe(1);
    expect(locations[0]).toContain(form['request']);
    expect(startsIn()).toHaveLength(2);
  });

  test('happens once, also if the click reaches another process', async () => {
    const form = await world().fields(twoHires);
    const other = world({ list: async () => ({ items: [exampleOnboarding()], nextCursor: null }) });
    expect((await other.start(form)).statusCode).toBe(303);
    expect(other.startsIn()).toEqual([]);
  });

  test('takes a file that is as large as allowed', async () => {
    const { upload, start } = world();
    const content = `${csv(ada)}\n,`;
    const file = new File([content.padEnd(1_000_000, 'x')], 'hires.csv');
    const form = hiddenFieldsOf(await upload('/console/import', { file }), '/console/import/start');
    expect((await start({ ...form, leaveOut: 'yes' })).statusCode).toBe(303);
  });
});

describe('the progress of an import', () => {
  test('shows the rows that were not started, with the reason, and people who need attention first', async () => {
    const { fields, start, open, upload } = world({
      start: async ({ email }) => {
        if (email === 'ada@example.com')
          throw new ProblemError('external_id_conflict', 'Another has this ID.');
        return { outcome: 'started', onboarding: exampleOnboarding() };
      },
      list: async ({ idempotencyKey }) =>
        idempotencyKey === undefined || !isListed
          ? nobody
          : {
              items: [
                exampleOnboarding({ email: 'a@example.com' }),
                exampleOnboarding({ email: 'b@example.com', state: 'needs_attention' }),
              ],
              nextCursor: null,
            },
    });
    let isListed = false;
    const response = await start(await fields(twoHires));
    isListed = true;
    const page = await until(
      'the failed row',
      () => open(`${response.headers['location']}`),
      (shownPage) => textOf(shownPage).includes('Not started'),
    );
    const shown = textOf(page);
    expect(shown).toContain('line 2: Another has this ID.');
    expect(shown).toContain('Only the process that took this import knows these rows, until it restarts.');
    const [, encoded = ''] = /href="data:text\/csv;charset=utf-8,([^"]*)" download/.exec(page.body) ?? [];
    const file = decodeURIComponent(encoded);
    expect(file).toBe(
      `\uFEFF${header},onboardingId,outcome,error\r\n${ada},,failed,Another has this ID.\r\n`,
    );
    // It can be imported again.
    expect(textOf(await upload('/console/import', { text: file }))).toContain('Plan for 1 row');
    expect(shown).toMatch(/1 Waiting for acceptance 1 Needs attention/);
    expect(shown).toMatch(/b@example\.com Needs attention .* a@example\.com Waiting for acceptance/);
  });

  test('is read from the onboardings, so it survives a restart; a reader learns how to go on', async () => {
    const { open, calls } = consoleOver({
      list: async () => ({ items: [exampleOnboarding()], nextCursor: null }),
    });
    const importId = '0123456789abcdef'.repeat(2);
    const text = textOf(await open(`/console/import/${importId}?rows=3`));
    expect(text).toContain('1 of 3 onboardings started');
    expect(text).toContain(
      'Why they were refused is known only to the process that took this import, until it restarts. Import the same file again: the plan shows who is left, and nothing is done twice.',
    );
    expect(calls).toContainEqual(['list', { idempotencyKey: `import ${importId}`, limit: 200 }]);
  });

  test('reads all pages', async () => {
    const { open } = consoleOver({
      list: async ({ cursor }) => ({
        items: Array.from({ length: 200 }, (_, index) =>
          exampleOnboarding({ email: `p${index}@example.com` }),
        ),
        nextCursor: cursor === undefined ? 'second' : null,
      }),
    });
    const text = textOf(await open(`/console/import/${'0'.repeat(32)}?rows=400`));
    expect(text).toContain('400 of 400 onboardings started');
    expect(text).toContain('and 200 more');
  });

  test.each(['/console/import/nonsense', `/console/import/${'0'.repeat(32)}?rows=x`])(
    'an address that is wrong is an error page: %s',
    async (url) => {
      const response = await consoleOver().open(url);
      expect([400, 404]).toContain(response.statusCode);
      expect(response.headers['content-type']).toContain('text/html');
    },
  );
});

test('no value of a file becomes markup', async () => {
  const { plan, plans } = world();
  plans.set('ada@example.com', { plan: 'refuse', detail: '<img src=x>' });
  const row = 'ada@example.com,<b>Ada</b>,<i>Developers</i>,"<u>""P"';
  const { body } = await plan(csv(row, 'x,<script>,D,P'));
  for (const markup of ['<img', '<b>', '<i>', '<u>', '<script>,']) expect(body).not.toContain(markup);
});
