import { describe, expect, test } from 'vitest';
import { onboardingRequest, requestFingerprintSource } from '../../../src/contract/api/onboarding-request.ts';

const valid = { email: 'ada@example.com', group: { name: 'Developers' }, policies: ['Provisioning'] };

describe('onboardingRequest', () => {
  test('trims and normalizes text', () => {
    const parsed = onboardingRequest.parse({
      ...valid,
      email: ' ada@example.com ',
      group: { name: ' De\u0301v ' },
    });
    expect(parsed.email).toBe('ada@example.com');
    expect(parsed.group.name).toBe('D\u00e9v');
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
    ['', { role: 'admin' }],
  ])('rejects the field %j of %j', (path, change) => {
    const parsed = onboardingRequest.safeParse({ ...valid, ...change });
    expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
  });
});

function fingerprint(change: object): string {
  return requestFingerprintSource(onboardingRequest.parse({ ...valid, ...change }));
}

test('the fingerprint is equal for the same content', () => {
  const policies = ['Provisioning', 'DNS'];
  expect(fingerprint({ email: 'ADA@example.com' })).toBe(fingerprint({ apiAccess: false }));
  expect(fingerprint({ policies })).toBe(fingerprint({ policies: policies.toReversed() }));
  expect(fingerprint({ firstName: 'Ada' })).not.toBe(fingerprint({ lastName: 'Ada' }));
  expect(fingerprint({ policies })).not.toBe(fingerprint({}));
});
