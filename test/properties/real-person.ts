import type { OnboardingRequest } from '../../src/contract/api/onboarding-request.ts';
import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import type { PersonView } from '../../src/contract/api/person-view.ts';
import { ProblemError } from '../../src/contract/api/problems.ts';
import { defined } from '../../src/contract/lib/optional.ts';
import type { Role } from '../../src/contract/config/roles.ts';
import type { OffboardingCommandName } from '../../src/contract/rules/offboarding-commands.ts';
import type { CommandName } from '../../src/contract/rules/commands.ts';
import { type FlowView, isOffboarding } from '../../src/contract/temporal/flow-view.ts';
import { flowIdFor, parseFlowId } from '../../src/contract/temporal/flow-ids.ts';
import { deleteClosedExecutions, workflowIdOf } from '../support/executions.ts';
import { repeatUnavailable } from '../support/repeat-unavailable.ts';
import type { Stack } from '../support/stack.ts';
import { readTries } from '../../src/vultr/repeat-reads.ts';
import { hasTakenEffect } from './command-effects.ts';
import { type Event, type Group, groups, people, type Person, type Post, type Response } from './events.ts';
import type { State } from './model.ts';
import type { Observation } from './observation.ts';

/** After this time a resend moves the expiry of an invitation visibly. */
const visibleAfterMs = 1_100;

/** How time passes for a real person. */
export type Clock = {
  /** Waits until what an event led to has had time to happen. */
  readonly settle: () => Promise<void>;
  /** Waits until the instant (milliseconds since 1970) has passed. */
  readonly pass: (instant: number) => Promise<void>;
};

/** A real person to whom the same events are applied as to the model. */
export type RealPerson = {
  readonly start: () => Promise<void>;
  /** Returns what the caller got, if the event has one. Throws if a confirmed command has no effect. */
  readonly apply: (event: Event) => Promise<Response>;
  /** Returns what can be compared, or `undefined` while the newest onboarding is in a transient state. */
  readonly observe: () => Promise<Observation | undefined>;
};

const resting: ReadonlySet<string> = new Set<State>([
  'awaiting_acceptance',
  'on_hold',
  'needs_attention',
  'guarding',
  'cancelled',
  'completed',
  'suspended',
  'reinstated',
  'left',
]);

function groupNamesOf(name: string): Record<Group, string> {
  return { first: `First group of ${name}`, second: `Second of ${name}` };
}

/** The roles file that makes the groups of people with these names managed, so that a move leaves them. */
export function rolesOf(names: readonly string[]): Role[] {
  return names
    .flatMap((name) => Object.values(groupNamesOf(name)))
    .map((group) => ({ name: group, group: { name: group }, policies: ['Provisioning'] }));
}

export function createRealPerson(stack: Stack, clock: Clock, name: string): RealPerson {
  const { vultr, onboardings, offboardings } = stack;
  const emails: Record<Person, string> = {
    invited: `${name}@example.com`,
    stranger: `stranger.to.${name}@example.com`,
    colleague: `colleague.of.${name}@example.com`,
  };
  const groupNames = groupNamesOf(name);
  const request: OnboardingRequest = {
    email: emails.invited,
    group: { name: groupNames.first },
    policies: ['Provisioning'],
  };
  let id = '';
  let calls = 0;

  function bodyOf(post: Post): OnboardingRequest {
    if (post.kind === 'renamed') return { ...request, lastName: post.lastName };
    const second = { ...request, group: { name: groupNames.second } };
    if (post.kind === 'second group') return second;
    if (post.kind === 'move') return { ...second, leaveGroups: 'managed' };
    return post.kind === 'rehire' ? { ...request, rehire: true } : request;
  }

  async function requestOnboarding(call: () => ReturnType<Stack['onboardings']['start']>): Promise<Response> {
    return refusedOr(async () => {
      const { outcome, onboarding } = await call();
      if (outcome === 'started') ({ id } = onboarding);
      return { outcome, flow: parseFlowId(onboarding.id).flow };
    });
  }

  async function order(): Promise<Response> {
    calls += 1;
    const caller = { name: 'hr', idempotencyKey: `${name} ${calls}` };
    const body = { email: emails.invited, reason: 'a test' };
    return refusedOr(async () => {
      const { outcome, offboarding } = await offboardings.order(body, caller);
      if (outcome === 'started') ({ id } = offboarding);
      return { outcome, flow: parseFlowId(offboarding.id).flow };
    });
  }

  async function sendDeparture(command: OffboardingCommandName): Promise<Response> {
    calls += 1;
    const caller = { name: 'ops', requestId: `${name} ${calls}` };
    return refusedOr(async () => {
      await offboardings.command(id, command, { reason: 'a test' }, caller);
      return { outcome: 'done' };
    });
  }

  const post = (body: OnboardingRequest) => requestOnboarding(() => onboardings.start(body, { name: 'hr' }));

  async function send(command: CommandName, before: OnboardingView): Promise<Response> {
    const { attention } = before;
    const accepted =
      (attention?.code === 'wrong_person' ? attention.facts?.accepted : undefined) ?? emails.stranger;
    const bodies = {
      skip: { reason: 'a test' },
      cancel: { reason: 'a test' },
      'approve-address': { address: accepted },
    };
    const body = command in bodies ? bodies[command as keyof typeof bodies] : {};
    calls += 1;
    const caller = { name: 'ops', requestId: `${name} ${calls}` };
    // Vultr shows instants in whole seconds: within the second of the email, nothing shows a resend.
    if (command === 'resend') await clock.pass(Date.parse(before.invitation?.sentAt ?? '') + visibleAfterMs);
    return refusedOr(async () => {
      const returned = await onboardings.command(id, command, body, caller);
      for (const view of [returned, await repeatUnavailable(() => onboardings.get(id))]) {
        if (!hasTakenEffect(command, before, view))
          throw new Error(`${command} was confirmed without an effect: ${JSON.stringify(view)}`);
      }
      return { outcome: 'done' };
    });
  }

  return {
    async start() {
      await vultr.addUser(emails.colleague);
      for (const group of groups) await prepareGroup(vultr, groupNames[group]);
      ({ id } = await repeatUnavailable(() => stack.start(request)));
      await clock.settle();
    },
    async apply(event) {
      const response = await applyTo(await getFlow(id), event);
      await clock.settle();
      return response;
    },
    async observe() {
      const view = await getFlow(id);
      const { state, attention } = view;
      const { invitation, lastName } = isOffboarding(view) ? {} : view;
      if (!resting.has(state)) return undefined;
      const { flows } = await getPerson(id);
      const mailbox = (await vultr.call('GET', `/__sim/mail?to=${emails.invited}`)) as { items: unknown[] };
      return {
        state: state as State,
        ...defined({ attention: attention?.code as Observation['attention'], lastName }),
        flow: parseFlowId(id).flow,
        earlier: flows.slice(1).map((flow) => flow.state as State),
        number: invitation?.number ?? 0,
        emails: mailbox.items.length,
        inOrganization: await presentIn('/v2/users', 'users'),
        inGroup: { first: await membersOf('first'), second: await membersOf('second') },
      };
    },
  };

  /** Of each flow, whichever kind it is. */
  async function getFlow(flowId: string): Promise<FlowView> {
    const { flows } = await getPerson(flowId);
    const kind = flows.find((flow) => flow.id === flowId)?.kind;
    return repeatUnavailable<FlowView>(() =>
      kind === 'offboarding' ? offboardings.get(flowId) : onboardings.get(flowId),
    );
  }

  function getPerson(flowId: string): Promise<PersonView> {
    return repeatUnavailable(() => onboardings.getPerson(workflowIdOf(flowId)));
  }

  async function applyTo(view: FlowView, event: Event): Promise<Response> {
    const invitation = isOffboarding(view) ? undefined : view.invitation;
    switch (event.type) {
      case 'command':
        if (isOffboarding(view)) throw new Error(`${event.command} is no command of an offboarding`);
        return send(event.command, view);
      case 'leave':
        return order();
      case 'departure':
        return sendDeparture(event.command);
      case 'post':
        return post(bodyOf(event.post));
      case 'rehire':
        return requestOnboarding(() => onboardings.rehire(id, { name: 'hr' }));
      case 'accept':
        await acceptIfPossible(() => vultr.accept(invitation?.id ?? 'none', emails[event.by]));
        break;
      case 'expire':
        // A window that has ended, or whose invitation was accepted, has no expiry to wait for.
        if (invitation?.status === 'pending' && !(await isAccepted(invitation.id)))
          await clock.pass(Date.parse(invitation.expiresAt));
        break;
      case 'forget':
        await forget();
        break;
      case 'restart':
        await stack.restart();
        break;
      case 'fault':
        await vultr.clearFaults();
        await vultr.fault({
          kind: event.kind,
          match: { method: event.method, path: '/v2/**' },
          // Fewer faults of a read are over before its attempt notices.
          times: event.method === 'GET' ? readTries : 1,
        });
        break;
    }
    return { outcome: 'none' };
  }

  /** Throws if any answer depends on the executions that are deleted. */
  async function forget(): Promise<void> {
    const before = JSON.stringify(await answers());
    await deleteClosedExecutions(stack.client, workflowIdOf(id));
    const after = JSON.stringify(await answers());
    if (after !== before) throw new Error(`the deletion changed an answer from ${before} to ${after}`);
  }

  async function answers(): Promise<readonly (FlowView | PersonView)[]> {
    const { flow } = parseFlowId(id);
    const personId = workflowIdOf(id);
    const flows = Array.from({ length: flow }, (_, index) => getFlow(flowIdFor(personId, index + 1)));
    const { onboarding } = await repeatUnavailable(() => onboardings.start(request, { name: 'hr' }));
    return [onboarding, await getPerson(id), ...(await Promise.all(flows))];
  }

  async function membersOf(group: Group): Promise<ReadonlySet<Person>> {
    const found = await findNamed(vultr, 'groups', groupNames[group]);
    return presentIn(`/v2/groups/${found?.id}/members`, 'members');
  }

  async function presentIn(path: string, key: string): Promise<ReadonlySet<Person>> {
    const body = (await vultr.call('GET', `${path}?per_page=500`)) as Record<string, { email: string }[]>;
    const found = new Set((body[key] ?? []).map(({ email }) => email));
    return new Set(people.filter((person) => found.has(emails[person])));
  }

  async function isAccepted(invitationId: string): Promise<boolean> {
    const body = JSON.stringify(await vultr.call('GET', `/v2/invitation/${invitationId}`));
    return body.includes('"Accepted"');
  }
}

type Named = { readonly id: string; readonly name?: string; readonly display_name?: string };

/**
 * Creates a group that has the policy attached already, so that the onboarding does not call the group writer. That call is
 * a local activity, which the SDK drops again and again if no workflow is cached.
 */
async function prepareGroup(vultr: Stack['vultr'], name: string): Promise<void> {
  await vultr.call('POST', '/v2/groups', { display_name: name, description: `Members of ${name}` });
  const group = await findNamed(vultr, 'groups', name);
  const policy = await findNamed(vultr, 'policies', 'Provisioning');
  await vultr.call('POST', `/v2/policies/${policy?.id}/groups/${group?.id}`);
}

async function findNamed(vultr: Stack['vultr'], list: string, name: string): Promise<Named | undefined> {
  const body = (await vultr.call('GET', `/v2/${list}?per_page=500`)) as Record<string, Named[]>;
  return body[list]?.find((one) => (one.display_name ?? one.name) === name);
}

/** Ignores that an invitation cannot be accepted if it has expired, was accepted already, or does not exist. */
async function acceptIfPossible(accept: () => Promise<void>): Promise<void> {
  try {
    await accept();
  } catch (error) {
    if (!(error instanceof Error && /: (404|409|410) /.test(error.message))) throw error;
  }
}

/** Calls as a caller does: again, if the response says when to. */
async function refusedOr(call: () => Promise<Response>): Promise<Response> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      if (error.retryAfterSeconds === undefined) return { outcome: 'refused', code: error.code };
    }
  }
}
