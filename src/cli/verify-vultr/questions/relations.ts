import type { Dialect } from '../../../simulator/dialect.ts';
import { decodeText, isObject } from '../../../vultr/decode.ts';
import { type Answer, isUnseen, other, remedies, seen, unseen } from '../answer.ts';
import { keysOf, listKeyOf, type RawResponse, rowsOf, valueOf } from '../raw-response.ts';
import type { Observed } from '../read-organization.ts';
import { agreed } from './agreement.ts';
import { keyAnswer } from './objects.ts';

/** How lists say what belongs to what: in parts (`split`), as things, or as rows that relate two things. */
export const relationQuestions = {
  groupPolicies({ groupPolicies: response }: Observed): Answer<Dialect['groupPolicies']> {
    if (isUnseen(response)) return response;
    if (isSplit(response, 'policies')) return seen('split', partsOf(response, 'policies'));
    const key = listKeyOf(response);
    return key === 'policy_group_relationships'
      ? seen('relationships', `keys: ${keysOf(response).join(', ')}`)
      : other(`rows of ${key}`, `keys: ${keysOf(response).join(', ')}`);
  },

  userPolicies({ userPolicies: response }: Observed): Answer<Dialect['userPolicies']> {
    if (isUnseen(response)) return response;
    if (isSplit(response, 'policies')) return seen('split', partsOf(response, 'policies'));
    const key = listKeyOf(response);
    return key === 'policies'
      ? seen('rows', 'policies is an array')
      : other(`rows of ${key}`, `keys: ${keysOf(response).join(', ')}`);
  },

  roleLists({ userRoles, groupRoles }: Observed): Answer<Dialect['roleLists']> {
    const responses = Object.entries({ user: userRoles, group: groupRoles }).flatMap(([name, response]) =>
      isUnseen(response) ? [] : [{ name, response }],
    );
    if (responses.length === 0 && isUnseen(userRoles)) return userRoles;
    const forms = responses.map(({ response }) => (isSplit(response, 'roles') ? 'split' : 'rows'));
    const evidence = responses.map(
      ({ name, response }) =>
        `${name}: ${isSplit(response, 'roles') ? partsOf(response, 'roles') : `rows of ${listKeyOf(response)}`}`,
    );
    return agreed(forms, evidence.join('; '));
  },

  policyGroups({ policyGroups: response }: Observed): Answer<Dialect['policyGroups']> {
    if (isUnseen(response)) return response;
    return keyAnswer(response, { groups: 'groups', policy_group_relationships: 'relationships' });
  },

  policyUsers({ policyUsers: response }: Observed): Answer<Dialect['policyUsers']> {
    if (isUnseen(response)) return response;
    return keyAnswer(response, { users: 'users', policy_user_relationships: 'relationships' });
  },

  memberId({ members, users }: Observed): Answer<Dialect['memberId']> {
    if (isUnseen(members)) return members;
    if (isUnseen(users)) return users;
    return memberIdAnswer(members, users.items);
  },
};

/** Compares the `id` of each member with the id of the user who has the member's email. */
export function memberIdAnswer(
  members: RawResponse,
  users: readonly { readonly id: string; readonly email: string }[],
): Answer<Dialect['memberId']> {
  const forms = rowsOf(members).flatMap((row) => {
    const [id, email] = [decodeText(row, 'id'), decodeText(row, 'email')];
    const user = users.find((one) => one.id === id || (email !== undefined && one.email === email));
    return user === undefined ? [] : [user.id === id ? ('user' as const) : ('own' as const)];
  });
  if (forms.length === 0) return unseen('No member of a group is in the list of users', remedies.walk);
  return agreed(forms, `${forms.length} of a group's members compared with the users`);
}

function isSplit(response: RawResponse, key: string): boolean {
  return isObject(valueOf(response, key));
}

function partsOf(response: RawResponse, key: string): string {
  const parts = valueOf(response, key);
  return `parts: ${isObject(parts) ? Object.keys(parts).join(', ') : 'none'}`;
}
