import { createApiKey } from '../cli/create-api-key.ts';
import { parseArguments } from '../cli/parse-arguments.ts';
import { main } from '../processes/lifecycle.ts';

const usage = 'npm run api-key -- <name> [read+write+operate+decode]';

/** Creates an API key and prints its secret and its entry for `ONBOARDING_API_KEYS`. The entry contains only a hash. */
await main(async () => {
  const [name, scopes] = process.argv.slice(2);
  const { secret, entry } = parseArguments(usage, () => createApiKey(name, scopes));
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
