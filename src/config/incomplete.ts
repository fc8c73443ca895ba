import type { SettingName } from './settings.ts';

/** Settings that are useful only together, and how many they are, in words. */
const together = [
  ['all three', ['ONBOARDING_JWT_ISSUER', 'ONBOARDING_JWT_AUDIENCE', 'ONBOARDING_JWT_JWKS_URL']],
  [
    'all four',
    [
      'ONBOARDING_OIDC_ISSUER',
      'ONBOARDING_OIDC_CLIENT_ID',
      'ONBOARDING_OIDC_CLIENT_SECRET',
      'ONBOARDING_CONSOLE_ROLES',
    ],
  ],
] as const satisfies readonly (readonly [string, readonly SettingName[]])[];

/** Returns the mistakes of settings that need others, which are not set. */
export function findIncomplete(isSet: (name: SettingName) => boolean): string[] {
  const mistakes = together.flatMap(([all, names]) => {
    const set = names.filter(isSet);
    if (set.length === 0 || set.length === names.length) return [];
    const only = `${set.join(' and ')} ${set.length === 1 ? 'is' : 'are'}`;
    return [`${names.join(', ')}: set ${all} or none of them; only ${only} set`];
  });
  if (isSet('ONBOARDING_OIDC_ISSUER') && !isSet('ONBOARDING_CONSOLE_URL'))
    mistakes.push(
      'ONBOARDING_CONSOLE_URL: must be set with ONBOARDING_OIDC_ISSUER, because the identity provider sends people back there: the origin under which browsers reach the console, such as https://onboarding.example.com',
    );
  return mistakes;
}
