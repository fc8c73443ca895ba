import type { StoredGroup, StoredUser } from '../contract/scim/resource.ts';
import { defined } from '../contract/lib/optional.ts';
import type { JsonObject } from './normalize-value.ts';
import { groupType, type ResourceType, schemasOf, userType } from './schemas/resource-types.ts';
import { accessSchema } from './schemas/user.ts';
import { entityTag } from './version.ts';

/** The URI of a resource; `base` is that of the service, such as `https://onboarding.example.com/scim/v2`. */
export function locationOf(base: string, { endpoint }: ResourceType, id: string): string {
  return `${base}${endpoint}/${id}`;
}

/** A user with every attribute, those included that are returned by request only. */
export function representUser(user: StoredUser, base: string): JsonObject {
  const { id, resource, groups, access } = user;
  const { state, since, roles, flowId, detail } = access;
  const extension = accessSchema.id;
  return {
    schemas: schemasOf(userType, { ...resource, [extension]: access }),
    ...resource,
    id,
    groups: groups.map((group) => ({
      value: group.id,
      $ref: locationOf(base, groupType, group.id),
      display: group.display,
      type: 'direct',
    })),
    [extension]: {
      ...(resource[extension] as JsonObject | undefined),
      ...defined({ state, since, detail, flowId }),
      accessRoles: roles,
    },
    meta: metaOf(userType, user, base),
  };
}

/** A group with the members that were read. */
export function representGroup(group: StoredGroup, base: string): JsonObject {
  const { id, displayName, externalId, members } = group;
  return {
    schemas: schemasOf(groupType, {}),
    id,
    displayName,
    ...defined({ externalId }),
    members: members.map((member) =>
      defined({
        value: member.id,
        $ref: locationOf(base, userType, member.id),
        display: member.display,
        type: 'User',
      }),
    ),
    meta: metaOf(groupType, group, base),
  };
}

function metaOf(
  type: ResourceType,
  { id, version, created, modified }: Pick<StoredUser, 'id' | 'version' | 'created' | 'modified'>,
  base: string,
): JsonObject {
  return {
    resourceType: type.name,
    created,
    lastModified: modified,
    location: locationOf(base, type, id),
    version: entityTag(version),
  };
}
