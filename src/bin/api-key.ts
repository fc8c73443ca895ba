import { parseArgs } from 'node:util';
import { createApiKey } from '../cli/create-api-key.ts';
import { parseArguments } from '../cli/parse-arguments.ts';
import { main } from '../processes/lifecycle.ts';

const usage = `npm run api-key -- <name> [read+write+offboard+operate+release+decode | provision]

Creates an API key and prints its secret and its entry for ONBOARDING_API_KEYS. Without scopes the key has all of
them but provision, which is for an identity provider that speaks SCIM, and stands alone.`;

/** Creates an API key and prints its secret and its entry for `ONBOARDING_API_KEYS`. The entry contains only a hash. */
await main(async () => {
  const { secret, entry } = parseArguments(usage, () => {
    const [name, scopes, ...others] = parseArgs({ allowPositionals: true, options: {} }).positionals;
    if (others.length > 0) throw new TypeError('A name and, optionally, scopes are all it takes.');
    return createApiKey(name, scopes);
  });
  process.stdout.write(
    [
      'Secret for the caller. It is shown only now:',
      '',
      `  ${secret}`,
      '',
      'Entry for ONBOARDING_API_KEYS, or a line for the file named by ONBOARDING_API_KEYS_FILE:',
      '',
      `  ${entry}`,
      '',
    ].join('\n'),
  );
});
