import { attribute, complex, immutable, readOnly, type Schema, text } from './attribute.ts';

export const groupSchema: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  name: 'Group',
  description: 'A group of the identity provider; the roles file says what it means at Vultr',
  attributes: [
    text('displayName', 'The name of the group.', { required: true, uniqueness: 'server' }),
    complex(
      'members',
      'The users in the group. A value that is not the ID of a user is dropped.',
      [
        text('value', 'The ID of the user.', { ...immutable, caseExact: true }),
        attribute('$ref', 'reference', 'The URI of the user.', { ...immutable, referenceTypes: ['User'] }),
        text('display', 'The name of the user.', readOnly),
        text('type', 'The kind of the member.', { ...immutable, canonicalValues: ['User'] }),
      ],
      { multiValued: true },
    ),
  ],
};
