import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { ProblemError } from '../../src/contract/api/problems.ts';
import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import type { Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import type { Event, Model, Person } from './model.ts';

const hourMs = 3_600_000;
/** Rare looks: every event costs one pause between two of them, and a window has many such pauses. */
export const lookEveryMs = 24 * hourMs;
export const windowMs = 2_000 * hourMs;

/** A real run of one hire, to which the same things happen as to the model. */
export type RealRun = {
  readonly begin: () => Promise<void>;
  readonly happens: (event: Event) => Promise<void>;
  /** What there is to compare; `undefined` while the run is on its way to where it rests. */
  readonly seen: () => Promise<Partial<Model> | undefined>;
};

type Named = { readonly id: string; readonly name?: string; readonly display_name?: string };

/**
 * A group that carries the policy already, so that nobody asks its writer: that is done by a local activity, and where no
 * workflow is kept in memory the SDK drops it again and again.
 */
async function prepareGroup(vultr: Stack['vultr'], name: string): Promise<void> {
  await vultr.call('POST', '/v2/groups', { display_name: name, description: `Members of ${name}` });
  const { groups } = (await vultr.call('GET', '/v2/groups?per_page=500')) as { groups: Named[] };
  const { policies } = (await vultr.call('GET', '/v2/policies')) as { policies: Named[] };
  const group = groups.find((one) => one.display_name === name);
  const policy = policies.find((one) => one.name === 'Provisioning');
  await vultr.call('POST', `/v2/policies/${policy?.id}/groups/${group?.id}`);
}

export function realRun(stack: Stack, environment: TestWorkflowEnvironment, name: string): RealRun {
  const { vultr, onboardings } = stack;
  const addresses: Record<Person, string> = {
    invited: `${name}@example.com`,
    stranger: `stranger.to.${name}@example.com`,
    colleague: `colleague.of.${name}@example.com`,
  };
  const request = { email: addresses.invited, group: { name: `Group of ${name}` } };
  let id = '';
  let calls = 0;

  /** Long enough for a look, and for retries after a fault. */
  const pass = () => environment.sleep(lookEveryMs * 1.5);

  async function post(): Promise<void> {
    await unless(['open_onboarding_conflict'], async () => ({ id } = await stack.start(request)));
  }

  async function order(
    run: OnboardingView,
    command: Extract<Event, { type: 'order' }>['order'],
  ): Promise<void> {
    const { attention } = run;
    const accepted =
      (attention?.code === 'wrong_person' ? attention.facts?.accepted : undefined) ?? addresses.stranger;
    const bodies = {
      skip: { reason: 'a test' },
      cancel: { reason: 'a test' },
      'approve-address': { address: accepted },
    };
    const body = command in bodies ? bodies[command as keyof typeof bodies] : {};
    calls += 1;
    await unless(['command_not_possible'], () =>
      onboardings.command(id, command, body, { name: 'ops', requestId: `${name} ${calls}` }),
    );
  }

  return {
    async begin() {
      await vultr.addUser(addresses.colleague);
      await prepareGroup(vultr, request.group.name);
      await post();
      await pass();
    },
    async happens(event) {
      const run = await onboardings.get(id);
      switch (event.type) {
        case 'accept':
          await whereAllowed(() => vultr.accept(run.invitation?.id ?? 'none', addresses[event.by]));
          break;
        case 'expire': {
          // A window that was accepted, or has ended, has no end left to wait for.
          const remaining = Date.parse(run.invitation?.expiresAt ?? '') - (await environment.currentTimeMs());
          const isPending = run.invitation?.status === 'pending' && !(await isAccepted(run));
          if (isPending && remaining > 0) await environment.sleep(remaining + hourMs);
          break;
        }
        case 'order':
          await order(run, event.order);
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
      await pass();
    },
    async seen() {
      const run = await onboardings.get(id);
      const resting = new Set([
        'awaiting_acceptance',
        'on_hold',
        'needs_attention',
        'guarding',
        'cancelled',
        'completed',
      ]);
      if (!resting.has(run.state)) return undefined;
      const mails = (await vultr.call('GET', `/__sim/mail?to=${addresses.invited}`)) as { items: unknown[] };
      return {
        state: run.state as Model['state'],
        ...(run.attention === undefined
          ? {}
          : { attention: run.attention.code as NonNullable<Model['attention']> }),
        number: run.invitation?.number ?? 0,
        mails: mails.items.length,
        inOrganization: await present('/v2/users', 'users'),
        inGroup:
          run.group.id === undefined
            ? new Set()
            : await present(`/v2/groups/${run.group.id}/members`, 'members'),
      };
    },
  };

  async function present(path: string, key: string): Promise<ReadonlySet<Person>> {
    const body = (await vultr.call('GET', `${path}?per_page=500`)) as Record<string, { email: string }[]>;
    const found = new Set((body[key] ?? []).map(({ email }) => email));
    return new Set((Object.keys(addresses) as Person[]).filter((person) => found.has(addresses[person])));
  }

  async function isAccepted({ invitation }: OnboardingView): Promise<boolean> {
    const body = JSON.stringify(await vultr.call('GET', `/v2/invitation/${invitation?.id}`));
    return body.includes('"Accepted"');
  }
}

/** Nobody can accept what is dead, accepted already, or not there. */
async function whereAllowed(accept: () => Promise<void>): Promise<void> {
  try {
    await accept();
  } catch (error) {
    if (!(error instanceof Error && /: (404|409|410) /.test(error.message))) throw error;
  }
}

async function unless(codes: readonly string[], call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof ProblemError && codes.includes(error.code))) throw error;
  }
}

/** Waits until the run shows what the model foretells. */
export async function agree(run: RealRun, model: Model, after: string): Promise<void> {
  const { state, attention, number, mails, inOrganization, inGroup } = model;
  const foretold = words({
    state,
    ...(attention === undefined ? {} : { attention }),
    number,
    mails,
    inOrganization,
    inGroup,
  });
  await until(
    `${foretold} after ${after}`,
    async () => words(await run.seen()),
    (seen) => seen === foretold,
    15_000,
  );
}

function words(standing: Partial<Model> | undefined): string {
  if (standing === undefined) return 'on its way';
  const { state, attention = '-', number, mails, inOrganization, inGroup } = standing;
  return `${state} ${attention}, invitation ${number}, ${mails} mails, in: ${together(inOrganization)}, in the group: ${together(inGroup)}`;
}

function together(set: ReadonlySet<Person> = new Set()): string {
  return [...set].toSorted().join('+') || 'nobody';
}
