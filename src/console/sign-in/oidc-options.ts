import { createHash } from 'node:crypto';
import type { Scope } from '../../contract/config/api-key.ts';

/** An OpenID provider, this service as its client, and who of its users may do what. */
export type OidcOptions = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The origin under which browsers reach the console; the provider redirects to it. */
  readonly publicUrl: string;
  /** The scope to ask the provider for, such as `openid profile email`. */
  readonly scope: string;
  /** The claim whose values `roles` maps to scopes of this service. */
  readonly claim: string;
  readonly roles: Readonly<Record<string, readonly Scope[]>>;
};

/**
 * Identifies the rules by which a person got their scopes. A session holds it, so that a change of the rules ends every
 * session that they no longer describe.
 */
export function fingerprintOf({ issuer, clientId, claim, roles }: OidcOptions): string {
  const rules = JSON.stringify([issuer, clientId, claim, roles]);
  return createHash('sha256').update(rules).digest('base64url').slice(0, 22);
}

/** Returns the scopes of all values of the claim: a string or a list of strings. Other values map to nothing. */
export function scopesOf(value: unknown, roles: OidcOptions['roles']): readonly Scope[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const granted = Object.entries(roles).flatMap(([role, scopes]) => (values.includes(role) ? scopes : []));
  return [...new Set(granted)];
}
