import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { consoleSignIn, localLinkFor } from '../../src/processes/console-sign-in.ts';
import { testEncryptionKeys } from '../support/encryption.ts';

const secrets = { apiKey: 'the-local-key-of-npm-start', idKey: 'i'.repeat(32), encryptionKey: 'local:x' };

describe('the link of npm start', () => {
  test.each(['127.0.0.1', 'localhost', '::1'])('signs in with the local key on %s', (HOST) => {
    const link = localLinkFor(loadConfig({ HOST }), secrets);
    const token = new URLSearchParams(link?.path.split('?')[1]).get('token') ?? '';
    expect(token.length).toBeGreaterThanOrEqual(32);
    expect(link?.redeem(token)).toBe(secrets.apiKey);
  });

  test.each([
    ['other machines can reach the console', { HOST: '0.0.0.0' }],
    ['the configuration has API keys', { ONBOARDING_API_KEYS: 'hr:a-secret-from-the-environment' }],
  ])('does not exist if %s', (_case, environment) => {
    expect(localLinkFor(loadConfig(environment), secrets)).toBeUndefined();
  });
});

test('the sign-in has the identity provider of the configuration, with its secret', () => {
  const config = loadConfig({
    ONBOARDING_CONSOLE_URL: 'https://onboarding.example.com',
    ONBOARDING_OIDC_ISSUER: 'https://login.example.com',
    ONBOARDING_OIDC_CLIENT_ID: 'console',
    ONBOARDING_OIDC_CLIENT_SECRET: 'a-secret-of-the-console',
    ONBOARDING_CONSOLE_ROLES: '{"operators":["read"]}',
  });
  expect(consoleSignIn(config, testEncryptionKeys)).toMatchObject({
    publicUrl: 'https://onboarding.example.com',
    oidc: { issuer: 'https://login.example.com', clientSecret: 'a-secret-of-the-console', claim: 'groups' },
  });
  expect(consoleSignIn(loadConfig({}), testEncryptionKeys)).toMatchObject({ oidc: undefined });
});
