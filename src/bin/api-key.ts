import { createHash, randomBytes } from 'node:crypto';
import { ConfigError } from '../contract/lib/config-error.ts';
import { parseApiKeys } from '../config/parse-api-keys.ts';
import { main } from '../processes/lifecycle.ts';

/** Makes an API key: the secret for its holder, and the line for `ONBOARDING_API_KEYS` or its file, without the secret. */
await main(async () => {
  const [name = '', granted] = process.argv.slice(2);
  const secret = randomBytes(24).toString('base64url');
  const hash = createHash('sha256').update(secret).digest('hex');
  const entry = `${name}${granted === undefined ? '' : `/${granted}`}:sha256=${hash}`;
  const parsed = parseApiKeys(entry);
  if ('mistakes' in parsed) {
    const usage = 'npm run api-key -- <name> [read+write+operate+decode]';
    throw new ConfigError([`${usage}: ${parsed.mistakes.join('; ')}`]);
  }
  process.stdout.write(
    `The secret, shown this once, for its holder:\n\n  ${secret}\n\nThe entry for ONBOARDING_API_KEYS, or a line of ONBOARDING_API_KEYS_FILE:\n\n  ${entry}\n`,
  );
});
