import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import { portsForStart, startEverything, type StartPorts } from '../support/npm-start.ts';
import { until } from '../support/until.ts';

let folder: string;
let ports: StartPorts;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vultr-onboarding-start-'));
  ports = await portsForStart();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const start = (overrides: Record<string, string> = {}) => startEverything(folder, { ...ports, ...overrides });

/** Returns the processes that use the test's folder, above all the Temporal server. */
function processesOfFolder(): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return rows.filter((row) => row.includes(folder)).map((row) => Number.parseInt(row, 10));
}

describe('npm start', () => {
  test('prints a working curl command, and resumes the onboarding after kill -9 of every process', async () => {
    const first = start();
    await first.ready();
    const [, url = '', key = ''] = /curl -sS (\S+)[^]*?Bearer (\S+)'/.exec(first.output()) ?? [];
    const [, printedBody = ''] = /-d '([^']+)'/.exec(first.output()) ?? [];
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const posted = await fetch(url, { method: 'POST', headers, body: printedBody });
    expect(posted.status).toBe(202);
    const { id } = (await posted.json()) as OnboardingView;
    const read = async () => (await (await fetch(`${url}/${id}`, { headers })).json()) as OnboardingView;
    await until('the invitation', read, ({ state }) => state === 'awaiting_acceptance');

    first.signal('SIGKILL');
    for (const pid of processesOfFolder()) process.kill(pid, 'SIGKILL');
    await first.ended;
    await until('every process to end', processesOfFolder, (pids) => pids.length === 0);

    const second = start();
    await second.ready();
    const { state, invitation } = await read();
    expect(state).toBe('awaiting_acceptance');
    const simulator = `http://127.0.0.1:${ports.SIMULATOR_PORT}/__sim`;
    const accepted = await fetch(`${simulator}/invitations/${invitation?.id}/accept`, { method: 'POST' });
    expect(accepted.status).toBe(200);
    await until('completion', read, (onboarding) => onboarding.state === 'completed', 90_000);
    expect(await (await fetch(`${simulator}/state`)).json()).toMatchObject({
      mails: 1,
      groups: 1,
      memberships: 1,
    });

    second.signal('SIGINT');
    expect(await second.ended).toEqual([0, null]);
    expect(processesOfFolder()).toEqual([]);
  }, 180_000);

  test.each([
    'PORT',
    'DEV_TEMPORAL_PORT',
    'DEV_TEMPORAL_UI_PORT',
    'SIMULATOR_PORT',
    'ONBOARDING_CODEC_PORT',
  ] as const)(
    'reports in one line that the port of %s is in use, and leaves no process behind',
    async (name) => {
      const occupied = createServer().listen(Number(ports[name]), '127.0.0.1');
      await once(occupied, 'listening');
      try {
        const started = start();
        expect(await started.ended).toEqual([1, null]);
        const lines = started.output().trim().split('\n');
        expect(lines.at(-1)).toMatch(new RegExp(`${ports[name]}.*${name}`));
        expect(started.output()).not.toMatch(/^\s+at /m);
        expect(processesOfFolder()).toEqual([]);
      } finally {
        occupied.close();
      }
    },
  );

  test('reports in one line that the data directory cannot be used', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    const started = start({ ONBOARDING_DATA_DIR: file });
    expect(await started.ended).toEqual([1, null]);
    expect(started.output().trim()).toMatch(/^The data directory .* cannot be used .* ONBOARDING_DATA_DIR/);
  });

  test('lists every mistake in the configuration', async () => {
    const started = start({ PORT: 'http', ONBOARDING_CHECK_EVERY: 'often' });
    expect(await started.ended).toEqual([1, null]);
    expect(started.output()).toMatch(/PORT: .*\n.*ONBOARDING_CHECK_EVERY: /);
  });
});
