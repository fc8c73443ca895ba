import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { ProblemError } from '../../src/contract/api/problems.ts';
import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import { defined } from '../../src/contract/lib/optional.ts';
import type { Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import type { CommandName } from '../../src/contract/rules/commands.ts';
import type { Event, Model, Person } from './model.ts';

const hourMs = 3_600_000;
/** Polls are rare, because every event costs one pause between two polls, and a window has many such pauses. */
export const pollEveryMs = 24 * hourMs;
export const windowMs = 2_000 * hourMs;

/** The part of the model that can be observed. */
type Observation = Pick<Model, 'state' | 'attention' | 'number' | 'emails' | 'inOrganization' | 'inGroup'>;

/** A real onboarding to which the same events are applied as to the model. */
export type RealOnboarding = {
  readonly start: () => Promise<void>;
  readonly apply: (event: Event) => Promise<void>;
  /** Returns what can be compared, or `undefined` while the onboarding is in a transient state. */
  readonly observe: () => Promise<Observation | undefined>;
};

type Named = { readonly id: string; readonly name?: string; readonly display_name?: string };

/**
 * Creates a group that has the policy attached already, so that the onboarding does not call the group writer. That call is
 * a local activity, which the SDK drops again and again if no workflow is cached.
 */
async function prepareGroup(vultr: Stack['vultr'], name: string): Promise<void> {
  await vultr.call('POST', '/v2/groups', { display_name: name, description: `Members of ${name}` });
  const { groups } = (await vultr.call('GET', '/v2/groups?per_page=500')) as { groups: Named[] };
  const { policies } = (await vultr.call('GET', '/v2/policies')) as { policies: Named[] };
  const group = groups.find((one) => one.display_name === name);
  const policy = policies.find((one) => one.name === 'Provisioning');
  await vultr.call('POST', `/v2/policies/${policy?.id}/groups/${group?.id}`);
}

export function createRealOnboarding(
  stack: Stack,
  environment: TestWorkflowEnvironment,
  name: string,
): RealOnboarding {
  const { vultr, onboardings } = stack;
  const emails: Record<Person, string> = {
    invited: `${name}@example.com`,
    stranger: `stranger.to.${name}@example.com`,
    colleague: `colleague.of.${name}@example.com`,
  };
  const request = { email: emails.invited, group: { name: `Group of ${name}` } };
  let id = '';
  let calls = 0;

  /** Waits long enough for a poll, and for retries after a fault. */
  const wait = () => environment.sleep(pollEveryMs * 1.5);

  async function post(): Promise<void> {
    await ignoreProblems(['open_onboarding_conflict'], async () => ({ id } = await stack.start(request)));
  }

  async function send(command: CommandName, { attention }: OnboardingView): Promise<void> {
    const accepted =
      (attention?.code === 'wrong_person' ? attention.facts?.accepted : undefined) ?? emails.stranger;
    const bodies = {
      skip: { reason: 'a test' },
      cancel: { reason: 'a test' },
      'approve-address': { address: accepted },
    };
    const body = command in bodies ? bodies[command as keyof typeof bodies] : {};
    calls += 1;
    await ignoreProblems(['command_not_possible'], () =>
      onboardings.command(id, command, body, { name: 'ops', requestId: `${name} ${calls}` }),
    );
  }

  return {
    async start() {
      await vultr.addUser(emails.colleague);
      await prepareGroup(vultr, request.group.name);
      await post();
      await wait();
    },
    async apply(event) {
      const onboarding = await onboardings.get(id);
      const { invitation } = onboarding;
      switch (event.type) {
        case 'accept':
          await acceptIfPossible(() => vultr.accept(invitation?.id ?? 'none', emails[event.by]));
          break;
        case 'expire': {
          // A window that has ended, or whose invitation was accepted, has no expiry to wait for.
          const remaining = Date.parse(invitation?.expiresAt ?? '') - (await environment.currentTimeMs());
          const isPending = invitation?.status === 'pending' && !(await isAccepted(onboarding));
          if (isPending && remaining > 0) await environment.sleep(remaining + hourMs);
          break;
        }
        case 'command':
          await send(event.command, onboarding);
          break;
        case 'post':
          await post();
          break;
        case 'restart':
          await stack.restart();
          break;
        case 'fault':
          await vultr.clearFaults();
          await vultr.fault({ kind: event.kind, match: { method: event.method, path: '/v2/**' } });
          break;
      }
      await wait();
    },
    async observe() {
      const { state, attention, invitation, group } = await onboardings.get(id);
      const resting = new Set([
        'awaiting_acceptance',
        'on_hold',
        'needs_attention',
        'guarding',
        'cancelled',
        'completed',
      ]);
      if (!resting.has(state)) return undefined;
      const mailbox = (await vultr.call('GET', `/__sim/mail?to=${emails.invited}`)) as { items: unknown[] };
      return {
        state: state as Model['state'],
        ...defined({ attention: attention?.code as Model['attention'] }),
        number: invitation?.number ?? 0,
        emails: mailbox.items.length,
        inOrganization: await presentIn('/v2/users', 'users'),
        inGroup:
          group.id === undefined ? new Set() : await presentIn(`/v2/groups/${group.id}/members`, 'members'),
      };
    },
  };

  async function presentIn(path: string, key: string): Promise<ReadonlySet<Person>> {
    const body = (await vultr.call('GET', `${path}?per_page=500`)) as Record<string, { email: string }[]>;
    const found = new Set((body[key] ?? []).map(({ email }) => email));
    return new Set((Object.keys(emails) as Person[]).filter((person) => found.has(emails[person])));
  }

  async function isAccepted({ invitation }: OnboardingView): Promise<boolean> {
    const body = JSON.stringify(await vultr.call('GET', `/v2/invitation/${invitation?.id}`));
    return body.includes('"Accepted"');
  }
}

/** Ignores that an invitation cannot be accepted if it has expired, was accepted already, or does not exist. */
async function acceptIfPossible(accept: () => Promise<void>): Promise<void> {
  try {
    await accept();
  } catch (error) {
    if (!(error instanceof Error && /: (404|409|410) /.test(error.message))) throw error;
  }
}

async function ignoreProblems(codes: readonly string[], call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof ProblemError && codes.includes(error.code))) throw error;
  }
}

/** Waits until the real onboarding shows what the model predicts. */
export async function untilEqual(onboarding: RealOnboarding, model: Model, after: string): Promise<void> {
  const predicted = summarize(model);
  await until(
    `${predicted} after ${after}`,
    async () => summarize(await onboarding.observe()),
    (observed) => observed === predicted,
    15_000,
  );
}

function summarize(observation: Observation | undefined): string {
  if (observation === undefined) return 'in a transient state';
  const { state, attention = '-', number, emails, inOrganization, inGroup } = observation;
  return `${state} ${attention}, invitation ${number}, ${emails} emails, in the organization: ${join(inOrganization)}, in the group: ${join(inGroup)}`;
}

function join(people: ReadonlySet<Person>): string {
  return [...people].toSorted().join('+') || '-';
}
