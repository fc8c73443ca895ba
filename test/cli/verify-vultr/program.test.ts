import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../support/free-port.ts';
import { startProgram } from '../../support/program.ts';
import { runProgram } from '../../support/run-program.ts';
import { simulatorAt, type SimulatorClient } from '../../support/simulator-client.ts';
import { until } from '../../support/until.ts';
import { temporaryFolder } from './verify.ts';

const program = 'src/bin/verify-vultr.ts';

/** `npm run start:simulator -- <args>` */
async function startSimulator(...args: readonly string[]): Promise<SimulatorClient> {
  const environment = {
    SIMULATOR_PORT: String(await freePort()),
    ONBOARDING_DATA_DIR: temporaryFolder(),
  };
  const simulator = startProgram('simulator', environment, args);
  onTestFinished(async () => void (await simulator.stop()));
  const [, url = '', apiKey = ''] = await simulator.waitForLine(/VULTR_API_URL=(\S+) VULTR_API_KEY=(\S+)/);
  return simulatorAt(url, apiKey);
}

function environmentFor({ url, apiKey }: SimulatorClient): Record<string, string> {
  return { VULTR_API_URL: url, VULTR_API_KEY: apiKey, ONBOARDING_SETTLE: '1s' };
}

function tableIn(output: string): string {
  return output.slice(output.indexOf('  question '), output.indexOf('\nWritten to '));
}

describe('npm run verify:vultr', () => {
  test('writes a file that makes start:simulator look the same', async () => {
    const folder = temporaryFolder();
    const [given, seen, again] = ['given', 'seen', 'again'].map((name) => join(folder, `${name}.json`));
    const dialect = { envelope: 'wrapped', invitationListKey: 'invitations', dates: 'plain', missing: '400' };
    writeFileSync(given ?? '', JSON.stringify(dialect));
    const original = await startSimulator('--dialect', given ?? '');
    const first = await runProgram(program, ['--output', seen ?? ''], environmentFor(original));
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(readFileSync(seen ?? '', 'utf8'))).toMatchObject(dialect);
    expect(first.stdout).toContain(`npm run start:simulator -- --dialect ${seen}`);
    expect(first.stdout).not.toContain(original.apiKey);

    const copy = await startSimulator('--dialect', seen ?? '');
    const second = await runProgram(program, ['--output', again ?? ''], environmentFor(copy));
    expect(tableIn(second.stdout)).toBe(tableIn(first.stdout));
  });

  test('refuses to run without a key', async () => {
    const { code, stderr, stdout } = await runProgram(program, []);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/VULTR_API_KEY: must be set/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('refuses to write without a terminal, unless --yes is given', async () => {
    const vultr = await startSimulator();
    const args = ['--with-a-test-person', 'ada@example.com'];
    const { code, stderr } = await runProgram(program, args, environmentFor(vultr));
    expect(code).toBe(1);
    expect(stderr).toMatch(/this is not a terminal\. To agree to all of them, add --yes\./);
    expect((await vultr.requests()).total).toBe(0);
  });

  test.each([
    [['--with-a-test-person', 'ada'], '--with-a-test-person must be an email address'],
    [['--yes'], '--yes agrees to the writes of --with-a-test-person'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await runProgram(program, args);
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`${message}[\\s\\S]*Usage: npm run verify:vultr`));
  });

  test('says what remains when it is interrupted, and exits with 130', async () => {
    const vultr = await startSimulator();
    const output = join(temporaryFolder(), 'dialect.json');
    const args = ['--with-a-test-person', 'ada@example.com', '--yes', '--output', output];
    const walk = startProgram('verify-vultr', environmentFor(vultr), args);
    const remains = walk.waitForLine(/ {2}- (an invitation to ada@example\.com, which cannot be revoked .*)/);
    await until(
      'the walk waits',
      vultr.requests,
      ({ byOperation }) => 'GET /v2/invitation/{id}' in byOperation,
    );
    await until('a group exists', vultr.counts, ({ groups = 0 }) => groups > 0);
    expect(await walk.stop()).toBe(130);
    expect((await remains)[1]).toContain('expires at');
    expect(existsSync(output)).toBe(false);
  });
});

describe('npm run start:simulator', () => {
  test('refuses a dialect that it does not know, and says what is allowed', async () => {
    const file = join(temporaryFolder(), 'dialect.json');
    writeFileSync(file, '{"envelope":"boxed","colour":"red"}');
    const environment = { SIMULATOR_PORT: String(await freePort()), ONBOARDING_DATA_DIR: temporaryFolder() };
    const { code, stderr } = await runProgram('src/bin/simulator.ts', ['--dialect', file], environment);
    expect(code).toBe(1);
    expect(stderr).toContain('envelope: must be one of "wrapped", "mixed", "bare"');
    expect(stderr).toContain('colour: is not an option; the options are contentType, envelope, ');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
