import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { runProgram } from '../support/run-program.ts';

const root = new URL('../../', import.meta.url);

/** The programs of the project that npm scripts run: `node src/bin/start.ts`, `deploy/make-secrets.sh`. */
const scripts = Object.values(packageJson.scripts).flatMap((command) => {
  const [, file] = /^(?:node )?(\S+\.(?:ts|sh))\b/.exec(command) ?? [];
  return file === undefined ? [] : [file];
});
const programs = [...new Set(scripts)].toSorted();

describe('every command-line program', () => {
  test('has an npm script and a usage', () => {
    const bins = globSync('src/bin/*.ts', { cwd: root });
    expect(programs).toEqual(expect.arrayContaining(bins));
    expect(programs.length).toBeGreaterThan(15);
    const withoutUsage = programs.filter((file) => !/usage/i.test(readFileSync(new URL(file, root), 'utf8')));
    expect(withoutUsage).toEqual([]);
  });

  test.each(programs)('%s prints help and exits with 0', async (file) => {
    const { code, stdout, stderr } = await runProgram(file, ['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: (?:npm |deploy\/make-secrets\.sh)/);
  });

  test('knows -h, too', async () => {
    const { code, stdout } = await runProgram('src/bin/api-key.ts', ['some-name', '-h']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^Usage: npm run api-key/) });
  });

  test.each(programs)('%s refuses an unknown option, with its usage, and exits with 1', async (file) => {
    const { code, stdout, stderr } = await runProgram(file, ['--no-such-option']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/--no-such-option[\s\S]*Usage: /);
  });

  test('the usage names the npm script', async () => {
    const { stdout } = await runProgram('src/bin/start.ts', ['--help']);
    expect(stdout).toMatch(/^Usage: npm start\n/);
  });
});

describe('arguments', () => {
  test.each([
    ['src/bin/import.ts', [], 'Exactly one file is required.'],
    ['src/bin/import.ts', ['a.csv', 'b.csv'], 'Exactly one file is required.'],
    ['src/bin/import.ts', ['a.csv', '--column', 'salary=Pay'], '--column must be FIELD=NAME'],
    ['src/bin/import.ts', ['a.csv', '--column', 'email'], '--column must be FIELD=NAME'],
    ['src/bin/import.ts', ['a.csv', '--dates', 'american'], '--dates must be one of: day-first, month-first'],
    ['src/bin/api-key.ts', [], 'A name is required.'],
    ['src/bin/api-key.ts', ['a', 'read', 'write'], 'A name and, optionally, scopes'],
    ['src/bin/deployment.ts', [], 'A command is required.'],
    ['src/bin/deployment.ts', ['status', 'x'], 'has too many arguments'],
    ['src/bin/bundle.ts', ['a', 'b'], 'At most one file'],
    ['src/bin/replay.ts', ['--limit', '0'], '--limit must be a whole number'],
    ['src/bin/replay.ts', ['--limit', 'all'], '--limit must be a whole number'],
    ['src/bin/replay.ts', ['--query', ' '], '--query must not be empty.'],
    ['src/bin/registers.ts', [], 'A command is required: refresh, export or import.'],
    ['src/bin/registers.ts', ['delete'], 'A command is required: refresh, export or import.'],
    ['src/bin/registers.ts', ['refresh', 'x'], 'refresh takes no file.'],
    ['src/bin/registers.ts', ['refresh', '--wait', 'long'], '--wait must be a duration of at least 1s'],
    ['src/bin/registers.ts', ['refresh', '--before', 'yesterday'], '--before must be a time'],
    ['src/bin/registers.ts', ['export'], 'export takes exactly one file.'],
    ['src/bin/registers.ts', ['export', 'a', 'b'], 'export takes exactly one file.'],
    ['src/bin/registers.ts', ['export', 'a', '--wait', '5s'], '--wait and --before belong to refresh.'],
    ['src/bin/registers.ts', ['import'], 'import takes exactly one file.'],
    ['src/bin/api.ts', ['x'], 'Unexpected argument'],
  ])('of %s that are wrong are refused with the usage: %j', async (file, args, message) => {
    const { code, stdout, stderr } = await runProgram(file, args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('Usage: npm run ');
  });
});
