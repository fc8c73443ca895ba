import { describe, expect, test } from 'vitest';
import { addressOf, emailsOf } from '../../../src/contract/scim/address.ts';

const home = { value: 'ada@home.example.com', type: 'home' };
const work = { value: 'ada@work.example.com', type: 'Work' };
const primary = { value: 'ada@example.com', primary: true };

describe('the address of a user', () => {
  test.each([
    [
      'the primary email',
      { userName: 'ada@login.example.com', emails: [home, work, primary] },
      primary.value,
    ],
    ['else the one of work', { userName: 'ada@login.example.com', emails: [home, work] }, work.value],
    ['else the user name', { userName: 'ada@login.example.com', emails: [home] }, 'ada@login.example.com'],
    ['else any email', { userName: 'ada', emails: [home] }, home.value],
    [
      'never what is no address',
      { userName: 'ada', emails: [{ ...primary, value: 'ada' }, home] },
      home.value,
    ],
    ['none', { userName: 'ada', emails: [null, 'ada@example.com', { value: 5 }] }, undefined],
    ['none without emails', { userName: 'ada' }, undefined],
  ])('is %s', (_, resource, address) => {
    expect(addressOf(resource)).toBe(address);
  });
});

test('the emails of a user include those that are no addresses', () => {
  const emails = [home, { value: 'carol@corp' }, null, { value: 5 }, work];
  expect(emailsOf({ userName: 'ada@login.example.com', emails })).toEqual([
    home.value,
    'carol@corp',
    work.value,
  ]);
  expect(emailsOf({ userName: 'ada@example.com' })).toEqual([]);
});
