import { createHash } from 'node:crypto';
import type { Scope } from '../contract/config/api-key.ts';
import type { Caller } from './caller.ts';

/** A person as an identity provider knows them. */
export type Person = {
  readonly issuer: string;
  /** The claim `sub`, which identifies the person permanently. */
  readonly subject: string;
  /** People can choose it themselves, so it identifies nobody. */
  readonly displayName: string | undefined;
};

/** Returns the claim that says how the person is called, if there is one. */
export function displayNameIn(claims: Readonly<Record<string, unknown>>): string | undefined {
  return [claims['preferred_username'], claims['email']].find((one) => typeof one === 'string');
}

/** Names a person as a caller: in full for the history of an onboarding, and by a hash for logs. */
export function personCaller({ issuer, subject, displayName }: Person, scopes: readonly Scope[]): Caller {
  // A subject may be an email. A hash this short distinguishes people without revealing who they are.
  const label = createHash('sha256').update(`${issuer}\u0000${subject}`).digest('hex').slice(0, 8);
  return {
    // The name of an API key contains no colon, so a person cannot impersonate one by their display name.
    name: displayName === undefined ? `person:${subject}` : `person:${displayName} (${subject})`,
    label: `person-${label}`,
    scopes,
  };
}
