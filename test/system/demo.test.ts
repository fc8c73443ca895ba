import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { offboardingView } from '../../src/contract/api/offboarding-view.ts';
import { portsForStart, startEverything, type StartPorts } from '../support/npm-start.ts';
import { runProgram } from '../support/run-program.ts';

let folder: string;
let ports: StartPorts;
let stack: ReturnType<typeof startEverything>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vultr-onboarding-demo-'));
  ports = await portsForStart();
  stack = startEverything(folder, ports);
  await stack.ready();
}, 90_000);

afterAll(async () => {
  stack.signal('SIGINT');
  await stack.ended;
  await rm(folder, { recursive: true, force: true });
});

const demo = (...args: string[]) =>
  runProgram('src/bin/demo.ts', args, { ...ports, ONBOARDING_DATA_DIR: folder });

/** What the table has shown in a row of the person, each change once. */
function shownOf(name: string, output: string): string[] {
  const rows = output.split('\n').filter((line) => line.startsWith(`${name}  `));
  const cells = rows.map((row) => row.slice(34, 78).replaceAll(/\s+/g, ' ').trim());
  return cells.filter((cell, index) => cell !== cells[index - 1]);
}

describe('npm run demo -- --leave', () => {
  test('shows a person who leaves, with the evidence, and one who moves and is never without access', async () => {
    const { code, stdout, stderr } = await demo('--leave');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });

    const leaver = shownOf('Eve', stdout);
    expect(leaver).toEqual(expect.arrayContaining(['completed Developers', 'suspended cut off']));
    expect(leaver.at(-1)).toBe('left not a user');
    const [, json = ''] = /^(\{\n[^]*?\n\})$/m.exec(stdout) ?? [];
    const evidence = offboardingView.shape.evidence.unwrap().parse(JSON.parse(json));
    expect(evidence.checks.length).toBeGreaterThan(3);
    expect(evidence.checks.filter(({ passed }) => !passed)).toEqual([]);

    const mover = shownOf('Finn', stdout);
    expect(mover.at(-1)).toBe('completed Billing');
    expect(mover).toEqual(expect.arrayContaining(['completed Developers']));
    const moving = /Vultr was read (\d+) times meanwhile, and showed access each time: Developers.*Billing\./;
    expect(Number(moving.exec(stdout)?.[1])).toBeGreaterThan(1);
  }, 120_000);
});
