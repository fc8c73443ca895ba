import type { ScimResource } from '../../src/contract/scim/resource.ts';

/** A user as an identity provider creates one. The name is that of the mailbox. */
export function user(name: string, more: ScimResource = {}): ScimResource {
  const address = `${name}@example.com`;
  return {
    userName: address,
    externalId: `external-${name}`,
    active: true,
    emails: [{ value: address, type: 'work', primary: true }],
    ...more,
  };
}
