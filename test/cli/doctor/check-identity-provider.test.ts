import { afterEach, expect, test } from 'vitest';
import { checkIdentityProvider } from '../../../src/cli/doctor/check-identity-provider.ts';
import { freePort } from '../../support/free-port.ts';
import { client, startOpenIdProvider } from '../../support/openid-provider.ts';

const provider = await startOpenIdProvider();

afterEach(() => {
  delete provider.behaviour.down;
});

function optionsFor(issuer: string) {
  return {
    issuer,
    clientId: client.id,
    clientSecret: client.secret,
    publicUrl: 'https://console.example.com',
    scope: 'openid profile email',
    claim: 'groups',
    roles: { hr: ['read'] as const },
  };
}

test('finds the provider', async () => {
  expect(await checkIdentityProvider(optionsFor(provider.issuer))).toMatchObject([{ level: 'ok' }]);
});

test.each([
  ['it is down', async () => (provider.behaviour.down = 503)],
  ['nothing listens there', async () => {}],
])('says that it cannot be reached if %s', async (_name, given) => {
  const isDown = (await given()) !== undefined;
  const issuer = isDown ? provider.issuer : `http://127.0.0.1:${await freePort()}`;
  const [finding] = await checkIdentityProvider(optionsFor(issuer));
  expect(finding).toMatchObject({ level: 'error', remedy: expect.stringContaining('reach it') });
  expect(finding?.text).toContain(issuer);
});

test('asks for the exact issuer if the provider is another one', async () => {
  const other = provider.issuer.replace('127.0.0.1', 'localhost');
  const [finding] = await checkIdentityProvider(optionsFor(other));
  expect(finding).toMatchObject({
    level: 'error',
    remedy: expect.stringContaining('ONBOARDING_OIDC_ISSUER'),
  });
});
