import { defined } from '../../src/contract/lib/optional.ts';
import type { CommandName } from '../../src/contract/rules/commands.ts';
import type { OnboardingState } from '../../src/contract/rules/states.ts';
import type { SimulatorClient } from '../../test/support/simulator-client.ts';
import { until } from '../../test/support/until.ts';
import type { Send } from './create-send.ts';

/** The part of an onboarding that matters here. */
type Onboarding = {
  readonly id: string;
  readonly state: OnboardingState;
  readonly group: { readonly id?: string };
  readonly invitation?: { readonly id: string };
};

export type Prepared = {
  /** For each command, the ID of an onboarding whose state allows it. */
  readonly idFor: Readonly<Record<CommandName, string>>;
  readonly completedId: string;
  /** The email that accepted instead of the invited one, for `approve-address`. */
  readonly acceptedAddress: string;
  /** The own Vultr API key of the person whose onboarding is completed. */
  readonly userApiKey: string;
  /** The ID of a delivery that failed. */
  readonly deliveryId: string;
};

const acceptedAddress = 'other@example.com';

/** Long enough for a machine whose cores are all busy. */
const withinMs = 120_000;

/**
 * Brings an onboarding into each state that a command needs. Generated requests alone get no further than to a pending
 * invitation, because nobody accepts one and nothing fails. Throws if the service does not get there in time.
 */
export async function prepareOnboardings(send: Send, vultr: SimulatorClient): Promise<Prepared> {
  const start = async (name: string, more: object = {}) => {
    const request = {
      email: `${name}@example.com`,
      group: { name: `For ${name}` },
      policies: ['Provisioning'],
    };
    return (await send('POST', '/v1/onboardings', { ...request, ...more })) as Onboarding;
  };
  const reached = async ({ id }: { readonly id: string }, state: OnboardingState) =>
    await until(
      state,
      async () => (await send('GET', `/v1/onboardings/${id}`)) as Onboarding,
      (onboarding) => onboarding.state === state,
      withinMs,
    );
  const awaiting = async (name: string, more: object = {}) =>
    await reached(await start(name, more), 'awaiting_acceptance');

  /** Accepts as the person would. Returns the key of the person's own, if the invitation requested API access. */
  const accept = async ({ id, invitation }: Onboarding, email?: string) => {
    const path = `/__sim/invitations/${invitation?.id}/accept`;
    const { apiKey = '' } = (await vultr.call('POST', path, defined({ email }))) as { apiKey?: string };
    // The watch may never have seen this invitation pending. If it has, the onboarding may already be further.
    await send('POST', `/v1/onboardings/${id}/check`).catch(() => {});
    return apiKey;
  };

  const held = async () => {
    const onboarding = await awaiting('resume');
    await send('POST', `/v1/onboardings/${onboarding.id}/hold`);
    return await reached(onboarding, 'on_hold');
  };
  const withUnknownPolicy = async () =>
    await reached(await start('retry', { policies: ['No such policy'] }), 'needs_attention');
  const acceptedByOther = async () => {
    const onboarding = await awaiting('approve');
    await accept(onboarding, acceptedAddress);
    return await reached(onboarding, 'needs_attention');
  };
  const notAdded = async () => {
    const started = start('skip');
    // The group is prepared while the onboarding waits for the person.
    const onboarding = await until(
      'the group',
      async () => await reached(await started, 'awaiting_acceptance'),
      ({ group }) => group.id !== undefined,
      withinMs,
    );
    const path = `/v2/groups/${onboarding.group.id}/members`;
    const body = { error: 'The user cannot be added to this group.', status: 400 };
    // Vultr keeps refusing: a generated request may retry the step before another one skips it.
    await vultr.fault({ kind: 'status', status: 400, body, match: { method: 'POST', path }, times: 1_000 });
    await accept(onboarding);
    return await reached(onboarding, 'needs_attention');
  };
  const completed = async () => {
    const onboarding = await awaiting('completed', { apiAccess: true });
    const userApiKey = await accept(onboarding);
    return { userApiKey, completedId: (await reached(onboarding, 'completed')).id };
  };
  const failedDelivery = async () =>
    await until(
      'a failed delivery',
      async () => (await send('GET', '/v1/events?status=failed')) as { items: { id: string }[] },
      ({ items }) => items.length > 0,
      withinMs,
    );

  const ids = await Promise.all([
    idFor('check', awaiting('check')),
    idFor('resend', awaiting('resend')),
    idFor('hold', awaiting('hold')),
    idFor('resume', held()),
    idFor('retry', withUnknownPolicy()),
    idFor('skip', notAdded()),
    idFor('approve-address', acceptedByOther()),
    idFor('cancel', awaiting('cancel')),
  ]);
  const { completedId, userApiKey } = await completed();
  return {
    idFor: Object.fromEntries(ids) as Record<CommandName, string>,
    completedId,
    acceptedAddress,
    userApiKey,
    deliveryId: (await failedDelivery()).items[0]?.id ?? '',
  };
}

async function idFor(command: CommandName, prepared: Promise<Onboarding>): Promise<[CommandName, string]> {
  return [command, (await prepared).id];
}
