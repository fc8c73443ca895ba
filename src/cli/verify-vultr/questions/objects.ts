import type { Dialect } from '../../../simulator/dialect.ts';
import { isObject } from '../../../vultr/decode.ts';
import { type Answer, isUnseen, moot, other, seen, type Unseen } from '../answer.ts';
import { keysOf, listKeyOf, type RawResponse, totalOf, valueOf } from '../raw-response.ts';
import { countedLists, type ListRead, type Observed } from '../read-organization.ts';
import { plural } from '../../../contract/lib/plural.ts';
import { agreed, tally } from './agreement.ts';

/** The content types that a value of the option stands for, without regard to case and spaces. */
const contentTypes: Readonly<Record<string, Dialect['contentType']>> = {
  'application/json': 'application/json',
  'application/json;charset=utf-8': 'application/json; charset=utf-8',
};

/** How a response carries a single object, and its keys. */
export const objectQuestions = {
  contentType({ responses }: Observed): Answer<Dialect['contentType']> {
    const types = responses
      .filter(({ json }) => json !== undefined)
      .map(({ headers }) => headers.get('content-type') ?? 'none');
    const [type = 'none', ...others] = new Set(types);
    const evidence = 'in every response';
    if (others.length > 0) return other([type, ...others].join(', '), tally(types));
    const value = contentTypes[type.toLowerCase().replaceAll(/[\s"]/g, '')];
    if (value === undefined) return other(type, evidence);
    return seen(value, value === type ? evidence : `${evidence}, spelled ${type}`);
  },

  envelope({ user, group, policy, invitation, organization }: Observed): Answer<Dialect['envelope']> {
    const sources = { user, group, policy };
    const disputed = { invitation, organization };
    const forms = Object.entries({ ...sources, ...disputed }).flatMap(([name, response]) =>
      isUnseen(response) ? [] : [{ name, form: isWrapped(response) ? 'wrapped' : 'bare' }],
    );
    const formsOf = (names: object) =>
      new Set(forms.filter(({ name }) => name in names).map(({ form }) => form));
    const [agreedForm, ...otherAgreed] = formsOf(sources);
    const [disputedForm, ...otherDisputed] = formsOf(disputed);
    // Both kinds are needed: the sources agree on an envelope for the first, and disagree on the second.
    if (agreedForm === undefined) return [user, group, policy].find(isUnseen) ?? moot('nothing was read');
    if (disputedForm === undefined)
      return [invitation, organization].find(isUnseen) ?? moot('nothing was read');
    const evidence = [...Map.groupBy(forms, ({ form }) => form)]
      .map(([form, same]) => `${form}: ${same.map(({ name }) => name).join(', ')}`)
      .join('; ');
    if (otherAgreed.length + otherDisputed.length > 0) return other('another mixture', evidence);
    if (agreedForm === disputedForm) return seen(agreedForm === 'wrapped' ? 'wrapped' : 'bare', evidence);
    return agreedForm === 'wrapped' ? seen('mixed', evidence) : other('another mixture', evidence);
  },

  invitationKey({ invitation }: Observed): Answer<Dialect['invitationKey']> {
    if (isUnseen(invitation)) return invitation;
    if (!isWrapped(invitation)) return moot('an invitation has no envelope');
    return keyAnswer(invitation, { invitation: 'invitation', invite: 'invite' });
  },

  invitationListKey({ invitations }: Observed): Answer<Dialect['invitationListKey']> {
    return listKeyAnswer(invitations, { invites: 'invites', invitations: 'invitations' });
  },

  organizationListKey({ organizations }: Observed): Answer<Dialect['organizationListKey']> {
    return listKeyAnswer(organizations, { orgs: 'orgs', organizations: 'organizations' });
  },

  meta({ invitations, users, groups, policies, organizations }: Observed): Answer<Dialect['meta']> {
    const forms = [invitations, users, groups, policies, organizations].flatMap((list) => {
      const page = isUnseen(list) ? undefined : list.pages[0];
      return page === undefined ? [] : [metaForm(page)];
    });
    return agreed(forms, `in ${plural(forms.length, 'list')}`);
  },

  metaTotal(observed: Observed): Answer<Dialect['metaTotal']> {
    const lists = countedLists(observed).flatMap(({ name, pages: [page], rows: { length } }) => {
      const total = page && totalOf(page);
      return total === undefined
        ? []
        : [{ total, length, text: `${name} ${total} for ${plural(length, 'row')}` }];
    });
    if (lists.length === 0) return moot('lists have no total');
    const evidence = lists.map(({ text }) => text).join(', ');
    if (lists.every(({ total, length }) => total === length)) return seen('counted', evidence);
    const isOneNumber = new Set(lists.map(({ total }) => total)).size === 1;
    return isOneNumber ? seen('stuck', evidence) : other('another number', evidence);
  },
};

/** Whether the body has one key, which holds the object. */
export function isWrapped(response: RawResponse): boolean {
  const [key, ...others] = keysOf(response);
  return key !== undefined && others.length === 0 && isObject(valueOf(response, key));
}

function metaForm(page: RawResponse): Dialect['meta'] {
  const meta = valueOf(page, 'meta');
  if (!isObject(meta)) return 'absent';
  return isObject(meta['links']) ? 'present' : 'without-links';
}

function listKeyAnswer<Value extends string>(
  list: ListRead<unknown> | Unseen,
  values: Readonly<Record<string, Value>>,
): Answer<Value> {
  if (isUnseen(list)) return list;
  const [page] = list.pages;
  return page === undefined ? moot('the list has no page') : keyAnswer(page, values);
}

/** The value that the key of the body stands for. */
export function keyAnswer<Value extends string>(
  response: RawResponse,
  values: Readonly<Record<string, Value>>,
): Answer<Value> {
  const key = listKeyOf(response) ?? 'another form';
  const value = values[key];
  const evidence = `keys: ${keysOf(response).join(', ')}`;
  return value === undefined ? other(key, evidence) : seen(value, evidence);
}
