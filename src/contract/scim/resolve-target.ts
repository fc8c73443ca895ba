import type { Role } from '../config/roles.ts';
import { defined } from '../lib/optional.ts';
import { addressOf } from './address.ts';
import { canonicalName } from './keys.ts';
import type { ScimResource, UserGroup } from './resource.ts';
import type { ResolvedWish, Target } from './target.ts';
import type { Wish } from './wish.ts';

/** The extension of this service: `role` is for identity providers that push no groups. */
export const serviceUserSchema = 'urn:vultr-onboarding:scim:schemas:User';

/** What the longest name is that an onboarding takes. */
const maxNameLength = 100;

/** An onboarding has at most this many groups. */
const maxRoles = 20;

/**
 * Resolves the wish of an identity provider by the roles file. Only `active: false` is inactive: an identity provider that
 * leaves it out wants the user to be active.
 */
export function resolveTarget(wish: Wish, roles: readonly Role[]): ResolvedWish {
  return { target: targetOf(wish, roles), identity: identityOf(wish.resource) };
}

function targetOf({ resource, groups, removed }: Wish, roles: readonly Role[]): Target {
  if (removed || resource['active'] === false) return { kind: 'left', removed };
  const names = new Set(rolesOfResource(resource).map(canonicalName));
  const matching = roles.filter((role) => matches(role, groups, names));
  const wanted = matching.length > 0 ? matching : roles.filter(({ isDefault }) => isDefault === true);
  if (wanted.length === 0) return { kind: 'nothing' };
  return { kind: 'access', roles: wanted.slice(0, maxRoles).map(({ name }) => name) };
}

function matches({ when = {} }: Role, groups: readonly UserGroup[], names: ReadonlySet<string>): boolean {
  const { scimGroups = [], scimRoles = [] } = when;
  return (
    scimRoles.some((name) => names.has(canonicalName(name))) ||
    scimGroups.some((name) => groups.some((group) => isNamed(group, name)))
  );
}

/** Whether the roles file means this SCIM group: by its name, without case, or by its `externalId`. */
export function isNamed({ display, externalId }: Omit<UserGroup, 'id'>, name: string): boolean {
  return externalId === name || canonicalName(display) === canonicalName(name);
}

/** Returns whether any role of the file names the SCIM group. */
export function isMapped(group: Omit<UserGroup, 'id'>, roles: readonly Role[]): boolean {
  return roles.some(({ when }) => (when?.scimGroups ?? []).some((name) => isNamed(group, name)));
}

/** Entra sends app roles in `roles`, Okta has `entitlements`, and either may send plain text or objects. */
function rolesOfResource(resource: ScimResource): string[] {
  const extension = resource[serviceUserSchema];
  const own = isObject(extension) ? extension['role'] : undefined;
  return [resource['roles'], resource['entitlements'], own].flatMap(textsOf);
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  // Not `display`: it stays as it was when a client changes the value alone.
  return isObject(value) && typeof value['value'] === 'string' ? [value['value']] : [];
}

function identityOf(resource: ScimResource): ResolvedWish['identity'] {
  const name = isObject(resource['name']) ? resource['name'] : {};
  return defined({
    address: addressOf(resource),
    firstName: personName(name['givenName']),
    lastName: personName(name['familyName']),
  });
}

/** The names are only for the invitation: one that is too long is cut, and one that is blank left out. */
function personName(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return Array.from(value.trim()).slice(0, maxNameLength).join('') || undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
