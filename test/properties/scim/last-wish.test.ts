import { describe, expect, test } from 'vitest';
import type { ScimEvent } from './events.ts';
import { faultsOf, firstWish, type Outcome, wishAfter } from './last-wish.ts';

const after = (...events: readonly (readonly [ScimEvent, number])[]) =>
  events.reduce((wish, [event, status]) => wishAfter(wish, event, status), firstWish);
const create: [ScimEvent, number] = [{ type: 'create', active: true }, 201];
const join: [ScimEvent, number] = [{ type: 'join', role: 'billing' }, 200];
const cancel: [ScimEvent, number] = [{ type: 'cancel' }, 200];
const remove: [ScimEvent, number] = [{ type: 'delete' }, 204];
const post = (status: number): [ScimEvent, number] => [
  { type: 'post', roles: ['support'], rehire: true },
  status,
];

const access: Outcome = {
  state: 'access',
  accessRoles: ['billing'],
  isOwner: true,
  open: [],
  groups: { 'a@example.com': ['billing'] },
};
const gone: Outcome = { isOwner: false, open: [], groups: {} };

describe('a fault is', () => {
  test.each<[string, ReturnType<typeof after>, Outcome]>([
    ['too little access', after(create, join), { ...access, groups: { 'a@example.com': [] } }],
    [
      'too much access',
      after(create, join),
      { ...access, groups: { 'a@example.com': ['billing', 'support'] } },
    ],
    [
      'a second account',
      after(create, join),
      { ...access, groups: { ...access.groups, 'b@example.com': [] } },
    ],
    ['access that is not shown', after(create, join), { ...access, state: 'in_progress' }],
    ['access of a user without a group', after(create), access],
    [
      'a member whose user was deleted',
      after(create, join, remove),
      { ...gone, groups: { 'a@example.com': [] } },
    ],
    [
      'what HR gave before the deletion',
      after(post(202), create, remove),
      { ...gone, groups: { 'a@example.com': ['support'] } },
    ],
    [
      'what HR was refused',
      after(create, remove, post(409)),
      { ...gone, groups: { 'a@example.com': ['support'] } },
    ],
    [
      'what HR gave to a person about whom the user decides',
      after(post(202), create),
      { ...access, state: 'no_role', groups: { 'a@example.com': ['support'] } },
    ],
    [
      'a refusal although nobody has cancelled',
      after(create, join),
      { ...access, state: 'refused', groups: {} },
    ],
    ['a flow that has not ended', after(create, join), { ...access, open: ['guarding guardInvitation'] }],
  ])('%s', (_, wish, outcome) => {
    expect(faultsOf(wish, outcome)).not.toEqual([]);
  });
});

describe('no fault is', () => {
  test.each<[string, ReturnType<typeof after>, Outcome]>([
    ['the access of the wish', after(create, join), access],
    ['a person who is gone', after(create, join, remove), gone],
    ['what an operator has cancelled', after(create, join, cancel), { ...gone, state: 'refused' }],
    [
      'what HR gives after a deletion',
      after(create, remove, post(202)),
      { ...gone, groups: { 'a@example.com': ['support'] } },
    ],
    [
      'what HR gives to a person about whom no user decides',
      after(create, post(202)),
      { ...gone, state: 'awaiting_group', groups: { 'a@example.com': ['support'] } },
    ],
  ])('%s', (_, wish, outcome) => {
    expect(faultsOf(wish, outcome)).toEqual([]);
  });
});
