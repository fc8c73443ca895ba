import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { defined } from '../../contract/lib/optional.ts';
import type { StoredGroup } from '../../contract/scim/resource.ts';
import type { People } from '../../people/people.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { callerMistake, ScimError } from '../error.ts';
import type { Condition } from '../filter/condition.ts';
import type { LookUp } from '../filter/look-up.ts';
import { groupBodyBytes, looksLikeId, shownMembers } from '../limits.ts';
import { listResources, type Source } from '../list.ts';
import { parseListRequest } from '../list-request.ts';
import { isObject, propertyOf } from '../normalize-value.ts';
import { normalizeResource } from '../normalize-resource.ts';
import { type GroupChange, groupChangeOf, memberIdsOf } from '../patch/change-group.ts';
import { parseOperations } from '../patch/operations.ts';
import { project } from '../project.ts';
import { isWanted, parseProjection, type Projection } from '../projection.ts';
import { locationOf, representGroup } from '../represent.ts';
import { groupType } from '../schemas/resource-types.ts';
import { headerOf, sendNotModified, sendScim } from '../send.ts';
import { demandedVersions, entityTag, namesVersion } from '../version.ts';

type ById = { Params: { id: string } };
type Options = { readonly people: People; readonly base: string; readonly logger: Logger };

/** `/Groups`. Members come and go by ID; a group of thousands is read only if a client wants to see its members. */
export function groupRoutes(app: FastifyInstance, { people, base, logger }: Options): void {
  const source = groupSource(people, base);
  const options = { bodyLimit: groupBodyBytes, schema: { hide: true } };

  app.get('/Groups', options, async ({ query }, reply) =>
    sendScim(reply, 200, await listResources(source, parseListRequest(groupType, query))),
  );

  app.post('/Groups/.search', options, async ({ body }, reply) =>
    sendScim(reply, 200, await listResources(source, parseListRequest(groupType, body))),
  );

  app.post('/Groups', options, async (request, reply) => {
    const projection = parseProjection(groupType, request.query);
    const { displayName, externalId, add } = replacementOf(request.body);
    const { group, unknown } = await people.createGroup({
      displayName,
      ...defined({ externalId: externalId ?? undefined }),
      members: [...add].filter(looksLikeId),
    });
    noteUnknown(group.id, [...add], unknown);
    reply.header('Location', locationOf(base, groupType, group.id));
    return sendGroup(reply, group.id, projection, 201);
  });

  app.get<ById>('/Groups/:id', options, async (request, reply) => {
    const projection = parseProjection(groupType, request.query);
    const group = await read(idOf(request), projection);
    if (namesVersion(headerOf(request, 'if-none-match'), group.version))
      return sendNotModified(reply, group.version);
    return send(reply, group, projection);
  });

  app.put<ById>('/Groups/:id', options, async (request, reply) => {
    const id = idOf(request);
    const projection = parseProjection(groupType, request.query);
    await changeGroup(id, replacementOf(request.body), headerOf(request, 'if-match'));
    return sendGroup(reply, id, projection);
  });

  app.patch<ById>('/Groups/:id', options, async (request, reply) => {
    const id = idOf(request);
    const projection = parseProjection(groupType, request.query);
    const change = groupChangeOf(parseOperations(groupType, request.body));
    const changed = await changeGroup(id, change, headerOf(request, 'if-match'));
    return sendChanged(reply, id, changed, projection);
  });

  app.delete<ById>('/Groups/:id', options, async (request, reply) => {
    await people.removeGroup(idOf(request), demandedVersions(headerOf(request, 'if-match')));
    return reply.code(204).send();
  });

  /** Makes the change as a whole, and returns the group without its members. */
  async function changeGroup(
    id: string,
    { displayName, externalId, add, drop }: GroupChange,
    ifMatch: string | undefined,
  ): Promise<StoredGroup> {
    const versions = demandedVersions(ifMatch);
    const details = defined({ displayName, externalId });
    const members = {
      add: [...add].filter(looksLikeId),
      drop: drop === 'all' ? drop : [...drop].filter(looksLikeId),
    };
    const { group, unknown } =
      Object.keys(details).length === 0 && versions === undefined
        ? await people.changeMembers(id, members)
        : await people.writeGroup(id, { ...details, members }, versions);
    noteUnknown(id, [...add], unknown);
    return group;
  }

  /** One unknown member must not cost the others their access: if it were an error, the push would be lost as a whole. */
  function noteUnknown(groupId: string, wanted: readonly string[], unknown: readonly string[]): void {
    const count = unknown.length + wanted.filter((id) => !looksLikeId(id)).length;
    if (count > 0)
      logger.warn({ groupId, count }, 'a group names members that are not users; they were left out');
  }

  /** A client that adds one member does not want to read the other thousands, unless it asks for them. */
  async function sendChanged(
    reply: FastifyReply,
    id: string,
    group: StoredGroup,
    projection: Projection,
  ): Promise<FastifyReply> {
    if (projection.wanted !== undefined || group.memberCount <= shownMembers)
      return sendGroup(reply, id, projection);
    const excluded = new Map([...projection.excluded, ['members', 'all'] as const]);
    return send(reply, group, { ...projection, excluded });
  }

  async function sendGroup(reply: FastifyReply, id: string, projection: Projection, status = 200) {
    return send(reply, await read(id, projection), projection, status);
  }

  async function read(id: string, projection: Projection): Promise<StoredGroup> {
    const group = await people.getGroup(id, { members: isWanted('members', projection) });
    if (group === undefined) throw noGroup();
    return group;
  }

  function send(reply: FastifyReply, group: StoredGroup, projection: Projection, status = 200): FastifyReply {
    reply.header('ETag', entityTag(group.version));
    return sendScim(reply, status, project(groupType, representGroup(group, base), projection));
  }
}

function groupSource(people: People, base: string): Source<StoredGroup> {
  const withMembers = (id: string) =>
    looksLikeId(id) ? people.getGroup(id, { members: true }) : Promise.resolve(undefined);
  const existing = async (ids: readonly string[]) =>
    (await Promise.all(ids.map(withMembers))).filter((group) => group !== undefined);
  return {
    type: groupType,
    lookUps: ['id', 'displayName', 'externalId', 'member'],
    async find({ by, value }: LookUp, condition) {
      if (by === 'id') return existing([value]);
      if (by === 'member') {
        const member = looksLikeId(value) ? await people.getUser(value) : undefined;
        return existing((member?.groups ?? []).map(({ id }) => id));
      }
      const found = await people.findGroups(
        by === 'externalId' ? { externalId: value } : { displayName: value },
      );
      return isAboutMembers(condition) ? existing(found.map(({ id }) => id)) : found;
    },
    async scan(options, condition) {
      if (condition !== undefined && isAboutMembers(condition))
        throw callerMistake('invalidFilter', 'Filter groups by a member as in: members[value eq "…"].');
      return people.listGroups(options);
    },
    represent: (group) => representGroup(group, base),
    complete: async (group, isNamed) =>
      isNamed('members') ? ((await withMembers(group.id)) ?? group) : group,
  };
}

function isAboutMembers(condition: Condition): boolean {
  if ('conditions' in condition) return condition.conditions.some(isAboutMembers);
  if (condition.op === 'not') return isAboutMembers(condition.condition);
  return condition.target.attribute.name === 'members';
}

/** What a POST or a PUT wants. Only a list of members changes them: a rename must not cost access. */
function replacementOf(body: unknown): GroupChange & { readonly displayName: string } {
  const { displayName, externalId, members } = normalizeResource(groupType, body);
  if (typeof displayName !== 'string') throw callerMistake('invalidValue', 'A group needs a displayName.');
  return {
    displayName,
    externalId: typeof externalId === 'string' ? externalId : null,
    add: new Set(memberIdsOf(Array.isArray(members) ? members : [])),
    drop: Array.isArray(members) || hasList(body) ? 'all' : new Set(),
  };
}

/** Whether the body has a list of members, an empty one included. */
function hasList(body: unknown): boolean {
  return isObject(body) && Array.isArray(propertyOf(body, 'members'));
}

function idOf({ params: { id } }: FastifyRequest<ById>): string {
  if (!looksLikeId(id)) throw noGroup();
  return id;
}

function noGroup(): ScimError {
  return new ScimError(404, 'There is no group with this ID.');
}
