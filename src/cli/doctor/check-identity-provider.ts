import { createIdentityProvider, describeFailure } from '../../console/sign-in/identity-provider.ts';
import type { OidcOptions } from '../../console/sign-in/oidc-options.ts';
import { failed, type Finding, ok } from './finding.ts';

/** Checks that the identity provider of the console can be found and describes itself. Nobody is signed in. */
export async function checkIdentityProvider(oidc: OidcOptions): Promise<Finding[]> {
  try {
    await createIdentityProvider(oidc).begin();
    return [ok(`the identity provider ${oidc.issuer} responds and describes itself`)];
  } catch (error) {
    const { kind, reason } = describeFailure(error);
    const remedy =
      kind === 'unavailable'
        ? 'Check that this machine can reach it. Until then people sign in to the console only with an API key.'
        : 'Set ONBOARDING_OIDC_ISSUER to the issuer that the provider publishes, exactly: its description is expected at that address, under /.well-known/openid-configuration.';
    return [failed(`cannot use the identity provider ${oidc.issuer}: ${reason}`, remedy)];
  }
}
