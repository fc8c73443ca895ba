import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runProgram } from '../../support/run-program.ts';

type Item = Record<string, unknown>;

let folder: string;
let server: Server;
let url: string;
/** What the tests read of a request. */
type Sent = { readonly email: string };
type Body = { readonly items: Sent[]; readonly batchSize?: number };

let calls: ({ path: string } & Body)[];
/** What the API returns for a row; a test may replace them. */
let plan: (request: Sent) => Item;
let start: (request: Sent) => Item;
/** Presses Ctrl-C. */
let interrupts: AbortController;
/** Called before the API responds. */
let beforeResponse: (path: string) => Promise<void>;
/** The number of requests that the API serves before it fails. */
let served: number;
/** What the brake would do, in a plan of offboardings. */
let brake: Item | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vultr-onboarding-import-'));
  calls = [];
  served = Infinity;
  beforeResponse = async () => {};
  interrupts = new AbortController();
  brake = undefined;
  plan = () => ({ plan: 'invite' });
  start = ({ email }) => ({ status: 202, id: `onboarding-${email}` });
  server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Body;
      const { items } = body;
      const path = request.url ?? '';
      if (calls.length >= served) return response.writeHead(503).end('{"detail":"The API is stopping."}');
      calls.push({ path, ...body });
      await beforeResponse(path);
      return response.end(JSON.stringify({ items: items.map(path.endsWith(':plan') ? plan : start), brake }));
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const header = 'email,group,policies';

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** `npm run import -- <file> <options>` */
function importFile(file: string, ...options: string[]) {
  const environment = { ONBOARDING_API_KEYS: 'test:0123456789abcdef' };
  return runProgram('src/bin/import.ts', [file, '--url', url, ...options], environment, interrupts.signal);
}

/** The fields of each line. The values of these tests contain no delimiters. */
function readResult(file: string): string[][] {
  const text = readFileSync(file, 'utf8');
  expect(text.startsWith('\uFEFF')).toBe(true);
  const lines = text.slice(1).split('\r\n');
  expect(lines.at(-1)).toBe('');
  return lines.slice(0, -1).map((line) => line.split(','));
}

describe('npm run import', () => {
  test('--dry-run shows the plan, starts nothing and exits with 0', async () => {
    const file = write('hires.csv', `${header}\na@example.com,G,P\nb@example.com,G,P\nA@example.com,G,P\n`);
    const { code, stdout } = await importFile(file, '--dry-run', '--yes');
    expect(code).toBe(0);
    expect(stdout).toContain('Plan for 2 hires:\n  send an invitation: 2\n');
    expect(stdout).toContain('line 4: A@example.com: the same hire as on line 2');
    expect(stdout).toContain('Nothing was started');
    expect(calls.map(({ path }) => path)).toEqual(['/v1/onboardings:plan']);
    expect(existsSync(join(folder, 'hires.result.csv'))).toBe(false);
  });

  test.each([
    ['an invalid row', () => ({ plan: 'invite' }), 'x,G,P'],
    ['a refusal', () => ({ plan: 'refuse', code: 'policy_not_found', detail: 'There is no policy P.' }), ''],
    ['a conflict', () => ({ plan: 'conflict', id: 'other' }), ''],
  ])('--dry-run exits with 1 after %s', async (_name, planned, row) => {
    plan = planned;
    const { code, stdout } = await importFile(
      write('hires.csv', `${header}\na@example.com,G,P\n${row}\n`),
      '--dry-run',
    );
    expect(code).toBe(1);
    expect(stdout).toContain('Plan for 1 hire:');
  });

  test('writes what became of each row next to the file, and never over another file', async () => {
    const file = write('hires.csv', `${header}\na@example.com,G,P\nb@example.com,G,P\n\na@example.com,G,P\n`);
    start = ({ email }) =>
      email === 'b@example.com'
        ? {
            status: 409,
            problem: {
              type: 'about:blank',
              title: 'Conflict',
              status: 409,
              code: 'open_onboarding_conflict',
              detail: 'Another one is open.',
              requestId: 'request-1',
              errors: [],
            },
          }
        : { status: 202, id: 'id-1' };
    const first = await importFile(file, '--yes');
    expect(first).toMatchObject({ code: 1, stderr: expect.any(String) });
    const resultFile = join(folder, 'hires.result.csv');
    expect(first.stdout).toContain(`Result of each row: ${resultFile}`);
    expect(statSync(resultFile).mode & 0o777).toBe(0o600);
    const rows = [
      ['email', 'group', 'policies', 'onboardingId', 'outcome', 'error'],
      ['a@example.com', 'G', 'P', 'id-1', 'started', ''],
      ['b@example.com', 'G', 'P', '', 'failed', 'Another one is open.'],
      ['a@example.com', 'G', 'P', 'id-1', 'started', ''],
    ];
    expect(readResult(resultFile)).toEqual(rows);

    start = () => ({ status: 200, id: 'id-2' });
    const second = await importFile(resultFile, '--yes');
    expect(second.code).toBe(0);
    expect(second.stdout).not.toContain('Warning');
    expect(calls.at(-1)?.items).toEqual([
      { email: 'a@example.com', group: { name: 'G' }, policies: ['P'] },
      { email: 'b@example.com', group: { name: 'G' }, policies: ['P'] },
    ]);
    expect(readResult(resultFile)).toEqual(rows);
    expect(readResult(join(folder, 'hires.result-2.csv'))).toEqual([
      rows[0],
      ['a@example.com', 'G', 'P', 'id-2', 'existing', ''],
      ['b@example.com', 'G', 'P', 'id-2', 'existing', ''],
      ['a@example.com', 'G', 'P', 'id-2', 'existing', ''],
    ]);
  });

  test('invalid rows are in the result file, which can be corrected and imported again', async () => {
    const result = join(folder, 'result.csv');
    const file = write(
      'hires.csv',
      'E-mail;Group;Policies;Note\r\na@example.com;G;"P;Q";"5"" pipe"\r\nnonsense;G;P;x\r\nc@example.com;G;P;x;y\r\n',
    );
    const refused = await importFile(file, '--result', result);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('Nothing was started. Fix the rows');
    const text = readFileSync(result, 'utf8');
    expect(text).toContain('\uFEFFE-mail;Group;Policies;Note;onboardingId;outcome;error\r\n');
    expect(text).toContain('a@example.com;G;"P;Q";"5"" pipe";;not started;Nothing was started. Fix the rows');
    expect(text).toMatch(/\r\nnonsense;G;P;x;;invalid;"line 3, column ""E-mail"": ""nonsense"" must be/);

    const again = await importFile(result, '--dry-run');
    expect(again.code).toBe(1);
    expect(again.stdout).toContain('Invalid rows: 2 of 3, with 2 mistakes');
    expect(again.stdout).toMatch(/line 4: .*has 8 fields, but the header names 7 columns/);

    writeFileSync(result, text.replace('nonsense', 'b@example.com').replace('G;P;x;y', 'G;P;xy'));
    const corrected = await importFile(result, '--yes');
    expect(corrected.code).toBe(0);
    expect(calls.at(-1)?.items.map(({ email }) => email)).toEqual([
      'a@example.com',
      'b@example.com',
      'c@example.com',
    ]);
  });

  test('a row with too few fields stays invalid if the result file is imported again', async () => {
    const access = ['--group', 'G', '--policies', 'P'];
    const file = write(
      'hires.csv',
      'email,First Name,Employee ID,Start Date\na@example.com,4711\nb@example.com,B,1,\n',
    );
    for (const [imported, result] of [
      [file, 'r1.csv'],
      [join(folder, 'r1.csv'), 'r2.csv'],
      [join(folder, 'r2.csv'), 'r3.csv'],
    ] as const) {
      const { code, stdout } = await importFile(
        imported,
        ...access,
        '--dry-run',
        '--result',
        join(folder, result),
      );
      expect(code).toBe(1);
      expect(stdout).toMatch(/line 2: "a@example.com \| 4711.*but the header names/);
    }
  });

  test('a file that --result names and that exists is not overwritten, and nothing is started', async () => {
    const result = write('result.csv', 'precious');
    const { code, stderr } = await importFile(
      write('hires.csv', `${header}\na@example.com,G,P\n`),
      '--yes',
      '--result',
      result,
    );
    expect(code).toBe(1);
    expect(stderr).toContain(`Nothing was started. ${result} exists already.`);
    expect(readFileSync(result, 'utf8')).toBe('precious');
    expect(calls).toEqual([]);
  });

  test('if the API fails in between, the result file says which rows are started, unknown and not started', async () => {
    const lines = Array.from({ length: 250 }, (_, index) => `p${index}@example.com,G,P`);
    served = 2;
    const { code, stderr } = await importFile(write('hires.csv', [header, ...lines].join('\n')), '--yes');
    expect(code).toBe(1);
    expect(stderr).toContain('returned 503');
    const outcomes = readResult(join(folder, 'hires.result.csv')).map((fields) => fields[4]);
    const count = (outcome: string) => outcomes.filter((one) => one === outcome).length;
    expect(['started', 'unknown', 'not started'].map(count)).toEqual([100, 100, 50]);
  });

  test('Ctrl-C ends the starts after the call that is on its way, and the result file says what was started', async () => {
    const lines = Array.from({ length: 250 }, (_, index) => `p${index}@example.com,G,P`);
    beforeResponse = async (path) => {
      if (!path.endsWith(':batch')) return;
      interrupts.abort();
      await sleep(300);
    };
    const { code, stdout, stderr } = await importFile(
      write('hires.csv', [header, ...lines].join('\n')),
      '--yes',
    );
    expect(code).toBe(130);
    expect(stdout).toContain('100 started, 0 already existed, 0 failed');
    expect(stdout).toContain('Result of each row: ');
    expect(stderr).toContain('Interrupted. The result file says what was started. Import the file again');
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(calls.map(({ items }) => items.length)).toEqual([250, 100]);
    const outcomes = readResult(join(folder, 'hires.result.csv')).map((fields) => fields[4]);
    const count = (outcome: string) => outcomes.filter((one) => one === outcome).length;
    expect(['started', 'unknown', 'not started'].map(count)).toEqual([100, 0, 150]);
  });

  test('Ctrl-C during the plan ends it at once', async () => {
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    beforeResponse = async () => {
      interrupts.abort();
      await ended;
    };
    const file = write('hires.csv', `${header}\na@example.com,G,P\n`);
    const { code, stderr } = await importFile(file, '--yes');
    resolve();
    expect(code).toBe(130);
    expect(stderr.trim()).toBe('Interrupted. Nothing was started.');
    expect(existsSync(join(folder, 'hires.result.csv'))).toBe(false);
  });

  test('all mistakes are counted and the first 50 are shown', async () => {
    const lines = Array.from({ length: 60 }, (_, index) => `nonsense${index},,P`);
    const { code, stdout } = await importFile(write('hires.csv', [header, ...lines].join('\n')), '--yes');
    expect(code).toBe(1);
    expect(stdout).toContain(
      'Invalid rows: 60 of 60, with 120 mistakes\n  line 2, column "email": "nonsense0" must be',
    );
    expect(stdout.match(/^ {2}line /gm)).toHaveLength(50);
    expect(stdout).toContain('… and 70 more');
    expect(calls).toEqual([]);
  });

  test('--skip-invalid starts the other rows', async () => {
    const file = write('hires.csv', `${header}\na@example.com,G,P\nnonsense,G,P\n`);
    const { code } = await importFile(file, '--yes', '--skip-invalid');
    expect(code).toBe(1);
    expect(calls.map(({ path, items }) => [path, items.length])).toEqual([
      ['/v1/onboardings:plan', 1],
      ['/v1/onboardings:batch', 1],
    ]);
  });

  test('without a terminal and --yes nothing is started', async () => {
    const { code, stderr } = await importFile(write('hires.csv', `${header}\na@example.com,G,P\n`));
    expect(code).toBe(1);
    expect(stderr).toContain('Nothing was started. To start without a terminal');
    expect(calls).toHaveLength(1);
  });

  test('a file with a header only has no hires', async () => {
    expect(await importFile(write('hires.csv', `${header}\n`))).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('no hires'),
    });
  });

  test('--group, --policies, --column, --dates and --encoding are used', async () => {
    const file = join(folder, 'hires.csv');
    writeFileSync(
      file,
      Buffer.from('Email;Email 2;Vorname;Start\nx@example.org;a@example.com;Zoë;07/01/2026\n', 'latin1'),
    );
    const options = [
      '--group',
      'G',
      '--policies',
      'P;Q',
      '--column',
      'email=Email 2',
      '--column',
      'startDate=Start',
    ];
    const { code } = await importFile(
      file,
      ...options,
      '--dates',
      'month-first',
      '--encoding',
      'windows-1252',
      '--yes',
    );
    expect(code).toBe(0);
    expect(calls.at(-1)?.items).toEqual([
      {
        email: 'a@example.com',
        firstName: 'Zoë',
        group: { name: 'G' },
        policies: ['P', 'Q'],
        startDate: '2026-07-01',
      },
    ]);
  });
});

describe('npm run import -- --leave', () => {
  const before = {
    userId: 'user-1',
    email: 'a@example.com',
    status: 'active',
    suspended: false,
    apiKeys: 2,
    groups: [{ id: 'group-1', name: 'Developers' }],
    policies: [],
    roles: [],
  };
  const forecast = { holds: false, asking: 1, batchSize: 1, passed: 0, held: 0, limit: 10 };

  beforeEach(() => {
    brake = forecast;
    plan = ({ email }) => (email.startsWith('a') ? { plan: 'offboard', before } : { plan: 'absent' });
  });

  test('shows what each person would lose, orders the departures and declares how many people leave', async () => {
    const names = ['a', ...Array.from({ length: 120 }, (_, index) => `p${index}`)];
    const rows = names.map((name) => `${name}@example.com;Last day;31.12.2026`);
    const file = write('leavers.csv', ['Email;Reason;Last working day', ...rows].join('\n'));
    const { code, stdout } = await importFile(file, '--leave', '--yes', '--at', '18:00+01:00');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'lose everything, and leave: 1\n    line 2: a@example.com: loses Developers, 2 API keys\n',
    );
    expect(calls.map(({ path, items, batchSize }) => [path, items.length, batchSize])).toEqual([
      ['/v1/offboardings:plan', 121, undefined],
      ['/v1/offboardings:batch', 100, 121],
      ['/v1/offboardings:batch', 21, 121],
    ]);
    expect(calls[1]?.items[0]).toEqual({
      email: 'a@example.com',
      reason: 'Last day',
      effectiveAt: '2026-12-31T18:00:00+01:00',
    });
    const [head = '', first = ''] = readFileSync(join(folder, 'leavers.result.csv'), 'utf8').split('\r\n');
    expect(head).toMatch(/;offboardingId;outcome;error$/);
    expect(first).toContain(';onboarding-a@example.com;started;');
  });

  test('says that the brake would hold the list', async () => {
    brake = { ...forecast, holds: true, limit: 0 };
    const file = write('leavers.csv', 'email\na@example.com\n');
    const { code, stdout } = await importFile(file, '--leave', '--dry-run', '--reason', 'The office closes');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'The brake would hold all of them until an operator releases them: at most 0 people',
    );
  });

  test('orders nothing as long as a row has a mistake, which names its line', async () => {
    const file = write(
      'leavers.csv',
      'email,reason,effectiveAt\na@example.com,x,31.12.2026\nb@example.com,,\n',
    );
    const { code, stdout, stderr } = await importFile(file, '--leave', '--yes');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /line 2, column "effectiveAt": "31\.12\.2026" needs a time .*add --at 18:00\+02:00/,
    );
    expect(stdout).toContain('line 3, column "reason": (empty) is required');
    expect(stderr).toContain('Nothing was started.');
    expect(calls.map(({ path }) => path)).toEqual([]);
  });

  test.each([
    ['--leave', '--group', 'Developers'],
    ['--reason', 'The office closes'],
    ['--leave', '--at', 'noon'],
  ])('refuses options that do not belong to it: %s %s %s', async (...options) => {
    const file = write('leavers.csv', 'email,reason\na@example.com,x\n');
    const { code, stderr } = await importFile(file, ...options.filter((one) => one !== undefined));
    expect(code).toBe(1);
    expect(stderr).toMatch(/--(group|reason|at)\b/);
    expect(calls).toEqual([]);
  });
});
