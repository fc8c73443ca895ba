import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ScimResource, StoredUser } from '../../contract/scim/resource.ts';
import type { People } from '../../people/people.ts';
import type { LookUp } from '../filter/look-up.ts';
import { callerMistake, ScimError } from '../error.ts';
import { looksLikeId, userBodyBytes } from '../limits.ts';
import { listResources, type Source } from '../list.ts';
import { parseListRequest } from '../list-request.ts';
import { normalizeResource } from '../normalize-resource.ts';
import { parseOperations } from '../patch/operations.ts';
import { patchUser } from '../patch/patch-user.ts';
import { project } from '../project.ts';
import { parseProjection, type Projection } from '../projection.ts';
import { locationOf, representUser } from '../represent.ts';
import { userType } from '../schemas/resource-types.ts';
import { headerOf, sendNotModified, sendScim } from '../send.ts';
import { demandedVersions, entityTag, namesVersion } from '../version.ts';

type ById = { Params: { id: string } };

/** `/Users`: each write is a wish; what becomes of it stands in the attributes of this service's own schema. */
export function userRoutes(app: FastifyInstance, people: People, base: string): void {
  const source = userSource(people, base);
  const options = { bodyLimit: userBodyBytes, schema: { hide: true } };

  app.get('/Users', options, async ({ query }, reply) =>
    sendScim(reply, 200, await listResources(source, parseListRequest(userType, query))),
  );

  app.post('/Users/.search', options, async ({ body }, reply) =>
    sendScim(reply, 200, await listResources(source, parseListRequest(userType, body))),
  );

  app.post('/Users', options, async (request, reply) => {
    const projection = parseProjection(userType, request.query);
    const resource = withName(normalizeResource(userType, request.body));
    const user = await people.createUser({ active: true, ...resource });
    reply.header('Location', locationOf(base, userType, user.id));
    return sendUser(reply, user, projection, 201);
  });

  app.get<ById>('/Users/:id', options, async (request, reply) => {
    const projection = parseProjection(userType, request.query);
    const user = looksLikeId(request.params.id) ? await people.getUser(request.params.id) : undefined;
    if (user === undefined) throw noUser();
    if (namesVersion(headerOf(request, 'if-none-match'), user.version))
      return sendNotModified(reply, user.version);
    return sendUser(reply, user, projection);
  });

  app.put<ById>('/Users/:id', options, async (request, reply) => {
    const projection = parseProjection(userType, request.query);
    const resource = withName(normalizeResource(userType, request.body));
    const user = await people.writeUser(
      idOf(request),
      ({ resource: current }) => keepActive(current, resource),
      demandedVersions(headerOf(request, 'if-match')),
    );
    return sendUser(reply, user, projection);
  });

  app.patch<ById>('/Users/:id', options, async (request, reply) => {
    const projection = parseProjection(userType, request.query);
    const operations = parseOperations(userType, request.body);
    const user = await people.writeUser(
      idOf(request),
      ({ resource }) => withName(keepActive(resource, patchUser(resource, operations))),
      demandedVersions(headerOf(request, 'if-match')),
    );
    return sendUser(reply, user, projection);
  });

  app.delete<ById>('/Users/:id', options, async (request, reply) => {
    await people.removeUser(idOf(request), demandedVersions(headerOf(request, 'if-match')));
    return reply.code(204).send();
  });

  function sendUser(reply: FastifyReply, user: StoredUser, projection: Projection, status = 200) {
    reply.header('ETag', entityTag(user.version));
    return sendScim(reply, status, project(userType, representUser(user, base), projection));
  }
}

function userSource(people: People, base: string): Source<StoredUser> {
  const lookUps = ['id', 'userName', 'externalId', 'address'] as const;
  return {
    type: userType,
    lookUps,
    async find({ by, value }: LookUp) {
      if (by === 'id') {
        const user = looksLikeId(value) ? await people.getUser(value) : undefined;
        return user === undefined ? [] : [user];
      }
      if (by === 'userName') return people.findUsers({ userName: value });
      return people.findUsers(by === 'externalId' ? { externalId: value } : { address: value });
    },
    scan: (options) => people.listUsers(options),
    represent: (user) => representUser(user, base),
  };
}

/** A write that says nothing of `active` keeps it: a default of true would bring a person back who has left. */
function keepActive({ active }: ScimResource, next: ScimResource): ScimResource {
  return active === undefined || next['active'] !== undefined ? next : { ...next, active };
}

function withName(resource: ScimResource): ScimResource {
  if (resource['userName'] === undefined)
    throw callerMistake('invalidValue', 'A user needs a userName. Map one at the identity provider.');
  return resource;
}

function idOf({ params: { id } }: FastifyRequest<ById>): string {
  if (!looksLikeId(id)) throw noUser();
  return id;
}

function noUser(): ScimError {
  return new ScimError(404, 'There is no user with this ID.');
}
