import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { commandRequests } from '../../../src/contract/api/command-requests.ts';
import {
  accessContent,
  onboardingRequest,
  requestContent,
} from '../../../src/contract/api/onboarding-request.ts';

const valid = { email: 'ada@example.com', group: { name: 'Developers' }, policies: ['Provisioning'] };

describe('onboardingRequest', () => {
  test('trims and normalizes text', () => {
    const parsed = onboardingRequest.parse({
      ...valid,
      email: ' ada@example.com ',
      group: { name: ' De\u0301v ' },
    });
    expect(parsed.email).toBe('ada@example.com');
    expect(parsed.group?.name).toBe('D\u00e9v');
  });

  test('accepts emails and names in every script', () => {
    const request = {
      ...valid,
      email: 'अदा@उदाहरण.परीक्षा',
      allowedAddresses: ['ada@ตัวอย่าง.ไทย'],
      firstName: 'علی\u200cرضا',
      lastName: 'ශ\u0dca\u200dරී',
    };
    expect(onboardingRequest.parse(request)).toEqual(request);
  });

  test('writes spaces of every kind as one plain space', () => {
    const parsed = onboardingRequest.parse({
      ...valid,
      firstName: 'Ada\u00a0 May',
      lastName: '\u3000King\u3000Noel',
      group: { name: 'Human\u00a0Resources ', description: 'a\u2009b' },
      policies: ['DNS  admin'],
    });
    expect(parsed).toMatchObject({
      firstName: 'Ada May',
      lastName: 'King Noel',
      group: { name: 'Human Resources', description: 'a b' },
      policies: ['DNS admin'],
    });
    const twice = onboardingRequest.safeParse({ ...valid, policies: ['DNS admin', 'DNS\u00a0admin'] });
    expect(twice.error?.issues[0]?.message).toBe('must not name a policy twice');
  });

  const optionalFields = [
    'firstName',
    'lastName',
    'apiAccess',
    'allowedAddresses',
    'externalId',
    'startDate',
    'notBefore',
    'supersede',
  ] as const;

  test.each([null, '', ' '])('%j in an optional field counts as absent', (nothing) => {
    const empty = Object.fromEntries(optionalFields.map((field) => [field, nothing]));
    const parsed = onboardingRequest.parse({
      ...valid,
      ...empty,
      group: { name: 'Developers', description: nothing },
    });
    expect(parsed).toEqual(valid);
    expect(requestContent(parsed)).toBe(requestContent(onboardingRequest.parse(valid)));
    for (const [command, field] of [
      ['hold', 'reason'],
      ['retry', 'policies'],
    ] as const) {
      expect(commandRequests[command].parse({ [field]: nothing })).toEqual({});
    }
    for (const field of ['email', 'group', 'policies']) {
      expect(onboardingRequest.safeParse({ ...valid, [field]: nothing }).success).toBe(false);
    }
    const withRole = { email: valid.email, role: 'developers' };
    expect(onboardingRequest.parse({ ...withRole, group: nothing, policies: nothing })).toEqual(withRole);
  });

  test.each([
    [4711, '4711'],
    [0, '0'],
    [-7, '-7'],
    [9007199254740991, '9007199254740991'],
  ])('reads the number %d of an externalId as its digits', (externalId, digits) => {
    expect(onboardingRequest.parse({ ...valid, externalId }).externalId).toBe(digits);
  });

  test.each([4711.5, 1e21, 2 ** 53])('rejects the number %d of an externalId', (externalId) => {
    const { error } = onboardingRequest.safeParse({ ...valid, externalId });
    expect(error?.issues).toEqual([
      expect.objectContaining({
        path: ['externalId'],
        message: 'must be a string, or a whole number of at most 9007199254740991',
      }),
    ]);
  });

  test('describes in its JSON schema what may be null and what may be a number', () => {
    const { properties } =
      z.toJSONSchema(onboardingRequest, { io: 'input' }).$defs?.['OnboardingRequest'] ?? {};
    const types = Object.entries(properties ?? {}).map(([field, schema]) => [field, Object(schema).type]);
    expect(Object.fromEntries(types)).toEqual({
      email: 'string',
      firstName: ['string', 'null'],
      lastName: ['string', 'null'],
      role: ['string', 'null'],
      roles: ['array', 'string', 'null'],
      leaveGroups: undefined,
      group: ['object', 'string', 'null'],
      policies: ['array', 'string', 'null'],
      apiAccess: ['boolean', 'string', 'null'],
      allowedAddresses: ['array', 'string', 'null'],
      externalId: ['string', 'number', 'null'],
      startDate: ['string', 'null'],
      notBefore: ['string', 'null'],
      rehire: ['boolean', 'string', 'null'],
      supersede: ['boolean', 'string', 'null'],
      replaces: ['string', 'null'],
    });
  });

  test.each([
    ['email', { email: 'ada' }],
    ['email', { email: 'ada@localhost' }],
    ['email', { email: 'ada@example.com\r\nBcc: x@example.com' }],
    ['email', { email: 'a\u200bda@example.com' }],
    ['email', { email: `${'a'.repeat(65)}@example.com` }],
    ['email', { email: ['ada@example.com'] }],
    ['group.name', { group: { name: 'g'.repeat(300) } }],
    ['group.name', { group: { name: '  ' } }],
    ['group.name', { group: { name: 'G\udc00' } }],
    ['policies', { policies: [] }],
    ['policies', { policies: ['Provisioning', 'Provisioning'] }],
    ['startDate', { startDate: '1 July' }],
    ['allowedAddresses.0', { allowedAddresses: ['nobody'] }],
    ['', { nickname: 'Ada' }],
  ])('rejects the field %j of %j', (path, change) => {
    const parsed = onboardingRequest.safeParse({ ...valid, ...change });
    expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
  });
});

describe('a request names access in one way', () => {
  const { email } = valid;

  test.each([
    { email, role: 'developers' },
    { email, roles: ['developers', 'billing'] },
    { email, role: null, roles: ['developers'] },
    { email, role: 'developers', roles: '' },
    { email, role: 'developers', group: null, policies: null },
    { email, roles: ['developers'], group: '', policies: ' ' },
    { ...valid, role: ' ', roles: null },
    { ...valid, leaveGroups: null },
    { ...valid, leaveGroups: '' },
    { ...valid, leaveGroups: 'managed' },
    { ...valid, leaveGroups: ['Ops'] },
  ])('%j is valid', (request) => {
    expect(onboardingRequest.safeParse(request).success).toBe(true);
    expect(accepts(request)).toBe(true);
  });

  test.each([
    [{ email }, '', 'must have role or roles, or group and policies'],
    [{ email, group: null, policies: '' }, '', 'must have role or roles, or group and policies'],
    [{ ...valid, policies: null }, 'policies', 'is required with group'],
    [{ ...valid, group: '' }, 'group', 'is required with policies'],
    [{ email, group: valid.group }, 'policies', 'is required with group'],
    [{ email, policies: valid.policies }, 'group', 'is required with policies'],
    [
      { email, role: 'developers', policies: valid.policies },
      'policies',
      'must be left out if there is a role',
    ],
    [{ ...valid, roles: ['developers'] }, 'group', 'must be left out if there is a role'],
    [{ email, role: 'developers', roles: ['developers'] }, 'role', 'must be left out if there are roles'],
    [{ email, roles: [] }, 'roles', 'must name at least one role'],
    [{ email, roles: ['developers', 'developers'] }, 'roles', 'must not name a role twice'],
    [{ ...valid, leaveGroups: 'all' }, 'leaveGroups', 'must be managed, or names of groups'],
    [{ ...valid, leaveGroups: ['Ops', 'Ops'] }, 'leaveGroups', 'must not name a group twice'],
    [{ email, role: 'a;b' }, 'role', 'must be the name of a role'],
  ])('%j is not', (request, path, message) => {
    const issues = onboardingRequest.safeParse(request).error?.issues ?? [];
    expect(issues.map((issue) => [issue.path.join('.'), issue.message])).toContainEqual([
      path,
      expect.stringContaining(message),
    ]);
    expect(accepts(request)).toBe(false);
  });
});

describe('what a request asks for', () => {
  const { email } = valid;
  const content = (request: object) => accessContent(onboardingRequest.parse({ email, ...request }));

  test('is the same for a role and a list of one, and for roles in another order', () => {
    expect(content({ role: 'developers' })).toBe(content({ roles: ['developers'] }));
    expect(content({ roles: ['a', 'b'] })).toBe(content({ roles: ['b', 'a'] }));
    expect(content({ roles: ['a', 'b'] })).not.toBe(content({ roles: ['a'] }));
  });

  test('contains which groups are left, in any order, and nothing if none are', () => {
    const roles = ['a'];
    expect(content({ roles, leaveGroups: [] })).toBe(content({ roles }));
    expect(content({ roles, leaveGroups: 'managed' })).not.toBe(content({ roles }));
    expect(content({ roles, leaveGroups: ['X', 'Y'] })).toBe(content({ roles, leaveGroups: ['Y', 'X'] }));
  });

  test('of a request with group and policies stays what earlier versions remember', () => {
    expect(content(valid)).toBe('["ada@example.com","Developers",["Provisioning"],false,[]]');
  });
});

const validator = new Ajv2020({
  strict: false,
  formats: { date: /^\d{4}-\d{2}-\d{2}$/, 'date-time': /^\d{4}-\d{2}-\d{2}T/ },
});
const accepts = validator.compile(z.toJSONSchema(onboardingRequest, { io: 'input' }));

describe('the JSON schema', () => {
  test.each(
    [
      'firstName',
      'lastName',
      'role',
      'roles',
      'apiAccess',
      'allowedAddresses',
      'externalId',
      'startDate',
    ].flatMap((field) => [null, '', ' \n\u00a0'].map((value) => ({ field, value }))),
  )('allows $value for $field, which counts as absent', ({ field, value }) => {
    const request = { ...valid, [field]: value };
    expect(onboardingRequest.parse(request)).toEqual(valid);
    expect(accepts(request)).toBe(true);
  });

  test.each([
    { email: '' },
    { group: { name: '' } },
    { policies: ['DNS', 'DNS'] },
    { policies: [''] },
    { apiAccess: 'yes' },
    { allowedAddresses: 'ada@example.com' },
    { startDate: '1 July' },
    { notBefore: '1 July' },
    { nickname: 'Ada' },
    { role: 'developers' },
    { roles: ['developers'] },
  ])('forbids %j, which is rejected', (change) => {
    const request = { ...valid, ...change };
    expect(onboardingRequest.safeParse(request).success).toBe(false);
    expect(accepts(request)).toBe(false);
  });
});

function contentOf(change: object): string {
  return requestContent(onboardingRequest.parse({ ...valid, ...change }));
}

test('the content is equal for two requests with the same content', () => {
  const policies = ['Provisioning', 'DNS'];
  expect(contentOf({ email: 'ADA@example.com' })).toBe(contentOf({ apiAccess: false }));
  expect(contentOf({ policies })).toBe(contentOf({ policies: policies.toReversed() }));
  expect(contentOf({ firstName: 'Ada' })).not.toBe(contentOf({ lastName: 'Ada' }));
  expect(contentOf({ policies })).not.toBe(contentOf({}));
});

function accessOf(change: object): string {
  return accessContent(onboardingRequest.parse({ ...valid, ...change }));
}

test('names, external ID, start date and description are not part of the access', () => {
  const details = {
    firstName: 'Ada',
    lastName: 'Lovelace',
    externalId: 4711,
    startDate: '2026-07-01',
    rehire: true,
    group: { name: 'Developers', description: 'Deploy servers' },
  };
  expect(accessOf(details)).toBe(accessOf({}));
  for (const change of [
    { email: 'bob@example.com' },
    { group: { name: 'Billing' } },
    { policies: ['DNS'] },
    { apiAccess: true },
    { allowedAddresses: ['ada.l@example.com'] },
  ]) {
    expect(accessOf(change)).not.toBe(accessOf({}));
  }
});
