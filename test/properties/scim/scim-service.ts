import { setTimeout as sleep } from 'node:timers/promises';
import { scimApi, type ScimResponse, type Send } from '../../scim/scim-api.ts';
import { groupsByEmail } from '../../support/groups-by-email.ts';
import { scimGroupOf } from '../../support/roles-file.ts';
import { type Stack, startStack } from '../../support/stack.ts';
import { type RoleName, roleNames } from './events.ts';

/** `isRepeated`: it is the response to a repetition, and an earlier attempt may have been carried out. */
type Response = ScimResponse & { readonly isRepeated: boolean };

/** A small service with its whole API, and a group of the identity provider for each role. */
export type ScimService = {
  readonly stack: Stack;
  /** Sends a request to SCIM. It is sent again while the response is a 503. */
  readonly send: (...request: Parameters<Send>) => Promise<Response>;
  /** Sends a POST to the rest of the API, in the same way. */
  readonly sendAsHr: (path: string, body: Record<string, unknown>) => Promise<Response>;
  readonly groupIds: ReadonlyMap<RoleName, string>;
  /** The groups of every member of the organization. What is read serves all who ask meanwhile. */
  readonly groupsAtVultr: () => Promise<Record<string, string[]>>;
  readonly stop: () => Promise<void>;
};

/** As short as a person can be away and come back. */
const graceMs = 3_000;
const pauseMs = 200;
/** Longer than the workers take to restart. */
const unavailableMs = 60_000;

export async function startScimService(): Promise<ScimService> {
  const roles = roleNames.map((name) => ({
    name,
    group: { name },
    policies: ['Provisioning'],
    when: { scimGroups: [scimGroupOf(name)] },
  }));
  const stack = await startStack({ roles, leaver: { graceMs } });
  const api = scimApi({
    onboardings: stack.onboardings,
    offboardings: stack.offboardings,
    scim: { people: stack.people },
  });
  const send: ScimService['send'] = (...request) => whileUnavailable(() => api.send(...request));
  const sendAsHr = (url: string, payload: Record<string, unknown>) =>
    whileUnavailable(async () => {
      const headers = { authorization: 'Bearer another-secret-of-the-hr-system' };
      const response = await api.app.inject({ method: 'POST', url, headers, payload });
      return {
        status: response.statusCode,
        headers: response.headers,
        body: response.json<Record<string, unknown>>(),
      };
    });
  const groupIds = new Map<RoleName, string>();
  for (const name of roleNames) {
    const { body } = await send('POST', '/Groups', { displayName: scimGroupOf(name) });
    groupIds.set(name, String(body['id']));
  }
  let reading: Promise<Record<string, string[]>> | undefined;
  let restarting = Promise.resolve();
  return {
    // One set of workers stops before the next is stopped.
    stack: { ...stack, restart: () => (restarting = restarting.then(stack.restart)) },
    send,
    sendAsHr,
    groupIds,
    groupsAtVultr: () => (reading ??= groupsByEmail(stack.vultr).finally(() => (reading = undefined))),
    async stop() {
      await api.app.close();
      await stack.stop();
    },
  };
}

/** Sends a request as its caller does: again, while the service says that nothing is wrong with it. */
async function whileUnavailable(send: () => Promise<ScimResponse>): Promise<Response> {
  const giveUpAt = performance.now() + unavailableMs;
  for (let isRepeated = false; ; isRepeated = true) {
    const response = await send();
    if (response.status !== 503) return { ...response, isRepeated };
    if (performance.now() > giveUpAt) throw new Error(`unavailable: ${JSON.stringify(response.body)}`);
    await sleep(pauseMs);
  }
}
