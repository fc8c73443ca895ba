import { expect } from 'vitest';
import { personIdFor } from '../../../src/contract/temporal/workflow-ids.ts';
import { serviceUserSchema } from '../../../src/contract/scim/resolve-target.ts';
import { userWorkflowId } from '../../../src/contract/scim/ids.ts';
import { hasEnded, isOffboarding } from '../../../src/contract/temporal/flow-view.ts';
import { findPersonOrUndefined } from '../../../src/onboardings/find-person.ts';
import { createOrganizationClient } from '../../../src/temporal/organization-client.ts';
import { valuesOf, read } from '../../csv/rows.ts';
import { patchOf } from '../../scim/scim-api.ts';
import { testIdKey } from '../../support/id-key.ts';
import { repeatUnavailable } from '../../support/repeat-unavailable.ts';
import type { Stack } from '../../support/stack.ts';
import { until } from '../../support/until.ts';
import { describeScimEvents, type RoleName, type ScimEvent } from './events.ts';
import { faultsOf, firstWish, type LastWish, type Outcome, wishAfter } from './last-wish.ts';
import type { ScimService } from './scim-service.ts';

/** One user of the identity provider, and the person whom it is about. */
export type RealUser = {
  readonly play: (events: readonly ScimEvent[]) => Promise<void>;
  /**
   * Accepts every invitation until everything has come to its end, and throws an error if the person ends with anything else
   * than the last wish asks for. If an operator has cancelled something, the identity provider then asks anew, and gets it.
   */
  readonly finish: () => Promise<void>;
  /** Throws if anything has changed since. */
  readonly assertUnchanged: () => Promise<void>;
};

/** How long everything may take to come to its end. A conflict between flows is looked at again after half a minute. */
const finishMs = 120_000;
const lookEveryMs = 500;

type Access = Pick<Outcome, 'state' | 'accessRoles' | 'detail'>;

export function createRealUser(
  { stack, send, sendAsHr, groupIds, groupsAtVultr }: ScimService,
  name: string,
): RealUser {
  const client = createOrganizationClient(stack.client, stack.organization);
  const addresses = [`${name}@example.com`];
  const address = () => addresses.at(-1) ?? '';
  let id: string | undefined;
  let wish: LastWish = firstWish;
  let changes = 0;
  const played: ScimEvent[] = [];

  const resource = (active: boolean | undefined) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: address(),
    externalId: `external-${name}`,
    emails: [{ primary: true, type: 'work', value: address() }],
    title: `Title ${(changes += 1)}`,
    ...(active === undefined ? {} : { active }),
  });

  /** Sends a request about the user. Without a user, the `id` of the last one has to be unknown. */
  async function aboutUser(
    method: 'PUT' | 'PATCH' | 'DELETE',
    body?: Record<string, unknown>,
  ): Promise<number> {
    if (id === undefined) return 404;
    const { status, isRepeated } = await send(method, `/Users/${id}`, body);
    if (method === 'DELETE' && status === 404 && isRepeated) return 204;
    const expected = wish.user === undefined ? 404 : method === 'DELETE' ? 204 : 200;
    if (status !== expected) throw new Error(`${method} of the user: ${status} instead of ${expected}`);
    return status;
  }

  async function create(active: boolean): Promise<number> {
    const { status, body, isRepeated } = await send('POST', '/Users', resource(active));
    if (wish.user === undefined && status === 409 && isRepeated) {
      id = await findByName(address());
      return 201;
    }
    const expected = wish.user === undefined ? 201 : 409;
    if (status !== expected)
      throw new Error(`creation: ${status} instead of ${expected}: ${JSON.stringify(body)}`);
    if (status === 201) id = String(body['id']);
    return status;
  }

  async function findByName(userName: string): Promise<string> {
    const { body } = await send('GET', `/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`);
    return (body as { Resources: { id: string }[] }).Resources[0]?.id ?? '';
  }

  function setActive({ active, dialect }: Extract<ScimEvent, { type: 'set active' }>): Promise<number> {
    if (dialect === 'put') return aboutUser('PUT', resource(active));
    const operation =
      dialect === 'okta'
        ? { op: 'replace', value: { active } }
        : { op: 'Replace', path: 'active', value: active ? 'True' : 'False' };
    return aboutUser('PATCH', patchOf(operation));
  }

  async function changeMembership(op: 'Add' | 'Remove', role: RoleName): Promise<number> {
    if (id === undefined || wish.user === undefined) return 404;
    const patch = patchOf({ op, path: 'members', value: [{ $ref: null, value: id }] });
    const { status } = await send('PATCH', `/Groups/${groupIds.get(role)}`, patch);
    if (status !== 200) throw new Error(`${op} of a member: ${status}`);
    return status;
  }

  async function rename(): Promise<number> {
    if (wish.user === undefined) return 404;
    addresses.push(`${name}.${addresses.length}@example.com`);
    return aboutUser('PUT', resource(undefined));
  }

  /** Returns the status of the response; 202 if an earlier attempt has started what the last one has found. */
  async function post(item: Record<string, unknown>): Promise<number> {
    const { status, isRepeated } = await sendAsHr('/v1/onboardings', item);
    return status === 200 && isRepeated ? 202 : status;
  }

  /** Imports as `npm run import` does. */
  async function importRow(roles: readonly RoleName[]): Promise<number> {
    const items = valuesOf(read(`email,roles\n${address()},${roles.join(';')}\n`));
    for (let isRepeated = false; ; isRepeated = true) {
      const { body } = await sendAsHr('/v1/onboardings:batch', { items });
      const { status = 0 } = (body as { items: { status: number }[] }).items[0] ?? {};
      if (status !== 503) return status === 200 && isRepeated ? 202 : status;
    }
  }

  async function cancel(): Promise<number> {
    const view = await repeatUnavailable(() => stack.onboardings.findByEmail(address()));
    if (view === undefined || isOffboarding(view)) return 404;
    const { status, isRepeated } = await sendAsHr(`/v1/onboardings/${view.id}/cancel`, { reason: 'a test' });
    return isRepeated ? 200 : status;
  }

  async function accept(): Promise<number> {
    for (const to of addresses) {
      const { items } = (await stack.vultr.call('GET', `/__sim/mail?to=${to}`)) as { items: readonly Mail[] };
      for (const { invitationId, status } of items)
        if (status === 'open') await acceptIfPossible(stack, invitationId);
    }
    return 200;
  }

  /** Sends or does what has happened. Returns the status of the response, or 200. */
  async function apply(event: ScimEvent): Promise<number> {
    switch (event.type) {
      case 'create':
        return create(event.active);
      case 'replace':
        return aboutUser('PUT', resource(event.active));
      case 'set active':
        return setActive(event);
      case 'join':
        return changeMembership('Add', event.role);
      case 'leave':
        return changeMembership('Remove', event.role);
      case 'rename':
        return rename();
      case 'delete':
        return aboutUser('DELETE');
      case 'post':
        return post({ email: address(), roles: event.roles, ...(event.rehire ? { rehire: true } : {}) });
      case 'row':
        return importRow(event.roles);
      case 'cancel':
        return cancel();
      case 'accept':
        return accept();
      case 'restart':
        await stack.restart();
        return 200;
      case 'pause':
        await until('the wish is taken up', readAccess, ({ state }) => state !== 'settling', finishMs);
        return 200;
      case 'finish':
        await finish();
        return 200;
    }
  }

  async function readAccess(): Promise<Access> {
    if (id === undefined || wish.user === undefined) return {};
    const { body } = await send('GET', `/Users/${id}?attributes=${serviceUserSchema}`);
    return body[serviceUserSchema] ?? {};
  }

  async function readOutcome(): Promise<Outcome> {
    const people = await Promise.all(
      addresses.map((email) =>
        repeatUnavailable(() =>
          findPersonOrUndefined(client, personIdFor(testIdKey, stack.organization, email)),
        ),
      ),
    );
    const known = people.flatMap((one) => (one === undefined || one.erasedAt !== undefined ? [] : [one]));
    const all = await groupsAtVultr();
    return {
      ...(await readAccess()),
      isOwner: known.some(({ record }) => id !== undefined && record.owner === userWorkflowId(id)),
      open: known.flatMap(({ view }) => (hasEnded(view) ? [] : [`${view.state} ${view.step}`])),
      groups: Object.fromEntries(Object.entries(all).filter(([email]) => addresses.includes(email))),
    };
  }

  async function readFaults(): Promise<string[]> {
    await accept();
    const outcome = await readOutcome();
    const faults = faultsOf(wish, outcome);
    return faults.length === 0 ? [] : [...faults, JSON.stringify(outcome)];
  }

  async function waitForEnd(): Promise<void> {
    const message = `${name}: ${describeScimEvents(played)}`;
    // Each look costs several requests to Vultr.
    await expect.poll(readFaults, { timeout: finishMs, interval: lookEveryMs, message }).toEqual([]);
  }

  /** What an operator has cancelled counts until the wish is another one. */
  async function askAnew(): Promise<void> {
    if (!wish.isCancelled || wish.user?.active !== true) return;
    await ask(false);
    await ask(true);
  }

  async function ask(active: boolean): Promise<void> {
    await happen({ type: 'set active', active, dialect: 'entra' });
    wish = { ...wish, isCancelled: false };
    await waitForEnd();
  }

  async function finish(): Promise<void> {
    await waitForEnd();
    await askAnew();
  }

  async function happen(event: ScimEvent): Promise<void> {
    played.push(event);
    const status = await apply(event);
    wish = wishAfter(wish, event, status);
  }

  async function playAll(events: readonly ScimEvent[]): Promise<void> {
    for (const event of events) await happen(event);
  }

  return {
    play: playAll,
    finish,
    async assertUnchanged() {
      const faults = await readFaults();
      if (faults.length > 0)
        throw new Error(`${name}: ${faults.join('; ')}, after ${describeScimEvents(played)}`);
    },
  };
}

type Mail = { readonly invitationId: string; readonly status: string };

/** It may have expired, or been accepted or withdrawn, since the mailbox was read. */
async function acceptIfPossible({ vultr }: Stack, invitationId: string): Promise<void> {
  try {
    await vultr.accept(invitationId);
  } catch (error) {
    if (!(error instanceof Error && /: (404|409|410) /.test(error.message))) throw error;
  }
}
