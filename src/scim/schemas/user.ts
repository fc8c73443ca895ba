import { serviceUserSchema } from '../../contract/scim/resolve-target.ts';
import { attribute, complex, readOnly, type Schema, text } from './attribute.ts';

const primary = attribute('primary', 'boolean', 'Whether this is the preferred value. At most one is.');

/**
 * The attributes of a user that this service keeps. It drops all others, passwords first: what it does not keep, nobody
 * can steal from it.
 */
export const userSchema: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:User',
  name: 'User',
  description: 'A person as the identity provider knows them',
  attributes: [
    text('userName', 'The name of the user at the identity provider, usually an email.', {
      required: true,
      uniqueness: 'server',
    }),
    complex('name', 'The parts of the name.', [
      text('formatted', 'The whole name.'),
      text('familyName', 'The family name.'),
      text('givenName', 'The given name.'),
      text('middleName', 'The middle names.'),
      text('honorificPrefix', 'A title before the name.'),
      text('honorificSuffix', 'A suffix after the name.'),
    ]),
    text('displayName', 'The name as people see it.'),
    text('nickName', 'What colleagues call the person.'),
    text('title', 'The job title.'),
    text('userType', 'The relation to the company, such as Employee.'),
    text('preferredLanguage', 'The preferred language.'),
    text('locale', 'The locale.'),
    text('timezone', 'The time zone.'),
    attribute('active', 'boolean', 'Whether the person is to have access. Leave it out to keep what it was.'),
    // Entra refuses a schema whose emails have the sub-attribute `display`.
    complex(
      'emails',
      'The email addresses. The invitation goes to the primary one, else to the one of type work.',
      [
        text('value', 'The address.', { required: true }),
        text('type', 'What it is used for.', { canonicalValues: ['work', 'home', 'other'] }),
        primary,
      ],
      { multiValued: true, required: true },
    ),
    complex(
      'groups',
      'The groups of the user. Change them at the group.',
      [
        text('value', 'The ID of the group.', { ...readOnly, caseExact: true }),
        attribute('$ref', 'reference', 'The URI of the group.', { ...readOnly, referenceTypes: ['Group'] }),
        text('display', 'The name of the group.', readOnly),
        text('type', 'How the user belongs to it.', { ...readOnly, canonicalValues: ['direct'] }),
      ],
      { ...readOnly, multiValued: true },
    ),
    complex(
      'entitlements',
      'What the person is entitled to. The roles file can name these values.',
      [
        text('value', 'The entitlement.'),
        text('display', 'Its name as people see it.'),
        text('type', 'Its kind.'),
        primary,
      ],
      { multiValued: true },
    ),
    complex(
      'roles',
      'The roles of the person at the identity provider. The roles file can name these values.',
      [
        text('value', 'The role.'),
        text('display', 'Its name as people see it.'),
        text('type', 'Its kind.'),
        primary,
      ],
      { multiValued: true },
    ),
  ],
};

export const enterpriseUserSchema: Schema = {
  id: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  name: 'EnterpriseUser',
  description: 'The place of the person in the company',
  attributes: [
    text('employeeNumber', 'The number of the employee.'),
    text('costCenter', 'The cost center.'),
    text('organization', 'The organization.'),
    text('division', 'The division.'),
    text('department', 'The department.'),
    complex('manager', 'The manager of the person.', [
      text('value', 'The ID of the manager.', { caseExact: true }),
      attribute('$ref', 'reference', 'The URI of the manager.', { referenceTypes: ['User'] }),
      text('displayName', 'The name of the manager.', readOnly),
    ]),
  ],
};

/** What this service adds to a user: a role without a group, and where the person stands. */
export const accessSchema: Schema = {
  id: serviceUserSchema,
  name: 'VultrAccess',
  description: 'The access of the person at Vultr',
  attributes: [
    text('role', 'A role of the person, for identity providers that push no groups.'),
    text('state', 'Where the person stands.', { ...readOnly, returned: 'request' }),
    attribute('since', 'dateTime', 'Since when.', { ...readOnly, returned: 'request' }),
    text('detail', 'What it waits for, or what is wrong and what to do.', {
      ...readOnly,
      returned: 'request',
    }),
    text('flowId', 'The onboarding or the offboarding that brings it about.', {
      ...readOnly,
      caseExact: true,
      returned: 'request',
    }),
    text('accessRoles', 'The names in the roles file that the person is to have.', {
      ...readOnly,
      multiValued: true,
      returned: 'request',
    }),
  ],
};
