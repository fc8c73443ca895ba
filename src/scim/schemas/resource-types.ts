import { attribute, complex, readOnly, type Attribute, type Schema, text } from './attribute.ts';
import { groupSchema } from './group.ts';
import { accessSchema, enterpriseUserSchema, userSchema } from './user.ts';

export type ResourceType = {
  readonly name: 'User' | 'Group';
  readonly endpoint: string;
  readonly schema: Schema;
  readonly extensions: readonly Schema[];
};

export const userType: ResourceType = {
  name: 'User',
  endpoint: '/Users',
  schema: userSchema,
  extensions: [enterpriseUserSchema, accessSchema],
};

export const groupType: ResourceType = {
  name: 'Group',
  endpoint: '/Groups',
  schema: groupSchema,
  extensions: [],
};

/** The URNs of the schemas that a resource, or what is shown of it, has values of. */
export function schemasOf({ schema, extensions }: ResourceType, resource: object): readonly string[] {
  return [schema, ...extensions.filter(({ id }) => id in resource)].map(({ id }) => id);
}

export const resourceTypes = [userType, groupType];

/** The attributes that every resource has, which no schema lists (RFC 7643 §3.1). */
export const commonAttributes: readonly Attribute[] = [
  text('id', 'The ID of the resource.', { ...readOnly, caseExact: true, returned: 'always' }),
  text('externalId', 'The ID of the resource at the identity provider.', { caseExact: true }),
  attribute('schemas', 'reference', 'The URNs of the schemas.', {
    ...readOnly,
    multiValued: true,
    returned: 'always',
  }),
  complex(
    'meta',
    'About the resource.',
    [
      text('resourceType', 'The type of the resource.', readOnly),
      attribute('created', 'dateTime', 'When it was created.', readOnly),
      attribute('lastModified', 'dateTime', 'When it was changed last.', readOnly),
      attribute('location', 'reference', 'Its URI.', readOnly),
      text('version', 'Its version.', { ...readOnly, caseExact: true }),
    ],
    readOnly,
  ),
];
