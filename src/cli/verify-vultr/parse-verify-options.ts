import { parseArgs } from 'node:util';
import { isEmail } from '../../contract/lib/email.ts';

export const verifyUsage = `npm run verify:vultr -- [options]

Reads your organization at Vultr (VULTR_API_KEY) and shows what the real API does, next to what the simulator assumes.
Writes what it saw to a file that npm run start:simulator -- --dialect FILE accepts. Without the next option it only
reads. docs/simulator.md describes the questions.

  --with-a-test-person EMAIL  also invite this person, step by step, to see what only a write shows; Vultr sends them
                              an email. Each write is announced, and made only if you agree
  --yes                       agree to every write
  --output FILE               the file to write, which must not exist; default: vultr-dialect.json, or the next name
                              that is free
  --help                      show this help`;

export type VerifyOptions = {
  /** Whom to invite. Without it, nothing is written. */
  readonly email: string | undefined;
  readonly yes: boolean;
  readonly output: string | undefined;
};

/** Parses the arguments of the verification. Throws `TypeError` if they are wrong. */
export function parseVerifyOptions(args: readonly string[]): VerifyOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'with-a-test-person': { type: 'string' },
      yes: { type: 'boolean', default: false },
      output: { type: 'string' },
    },
  });
  const email = values['with-a-test-person']?.trim();
  if (email !== undefined && !isEmail(email))
    throw new TypeError('--with-a-test-person must be an email address, for example jane@example.com.');
  if (values.yes && email === undefined)
    throw new TypeError('--yes agrees to the writes of --with-a-test-person, which is missing.');
  return { email, yes: values.yes, output: values.output };
}
