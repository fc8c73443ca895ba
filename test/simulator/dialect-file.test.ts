import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Dialect, dialectSchema } from '../../src/simulator/dialect.ts';
import { formatDialectFile, readDialectFile } from '../../src/simulator/dialect-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'vultr-onboarding-dialect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(text: string): string {
  const file = join(folder, 'dialect.json');
  writeFileSync(file, text);
  return file;
}

describe('a dialect file', () => {
  test('is read as it was written, without defaults for what it leaves out', () => {
    const dialect: Partial<Dialect> = { envelope: 'wrapped', rootListed: false, readDelayMs: 2_000 };
    expect(readDialectFile(write(formatDialectFile(dialect)))).toEqual(dialect);
    expect(readDialectFile(write('{}'))).toEqual({});
  });

  test('can hold every option', () => {
    const dialect = dialectSchema.parse({});
    expect(readDialectFile(write(formatDialectFile(dialect)))).toEqual(dialect);
  });

  test.each([
    ['an unknown option', '{"envelop":"bare"}', /envelop: is not an option; the options are .*\benvelope\b/],
    ['an unknown value', '{"envelope":"boxed"}', /envelope: must be one of "wrapped", "mixed", "bare"$/],
    ['a text for a boolean', '{"rootListed":"yes"}', /rootListed: must be true or false$/],
    ['a fraction', '{"readDelayMs":1.5}', /readDelayMs: must be a whole number from 0$/],
    [
      'a negative number',
      '{"invitationLifetimeMs":-1}',
      /invitationLifetimeMs: must be a whole number from 1$/,
    ],
    ['a list', '[]', /must be a JSON object/],
    ['no JSON', '{"envelope":', /Cannot read the dialect in .*dialect\.json/],
  ])('with %s is refused, with what is allowed', (_name, text, message) => {
    expect(() => readDialectFile(write(text))).toThrow(message);
  });

  test('names every mistake', () => {
    const file = write('{"envelope":"boxed","dates":"us","colour":1}');
    expect(() => readDialectFile(file)).toThrow(/envelope[\s\S]*dates[\s\S]*colour/);
  });

  test('that does not exist is named', () => {
    expect(() => readDialectFile(join(folder, 'none.json'))).toThrow(
      /Cannot read the dialect in .*none\.json/,
    );
  });
});
