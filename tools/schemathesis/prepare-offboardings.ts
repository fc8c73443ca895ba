import type { OffboardingCommandName } from '../../src/contract/rules/offboarding-commands.ts';
import type { OffboardingState } from '../../src/contract/rules/offboarding-states.ts';
import type { SimulatorClient } from '../../test/support/simulator-client.ts';
import { until } from '../../test/support/until.ts';
import type { Send } from './create-send.ts';

type Offboarding = { readonly id: string; readonly state: OffboardingState };

/** For each command, the ID of an offboarding whose state allows it. */
export type PreparedOffboardings = Readonly<Record<OffboardingCommandName, string>>;

/** Long enough for a machine whose cores are all busy. */
const withinMs = 120_000;

/**
 * Brings an offboarding into each state that a command needs. The people are members whom this service has not brought in. Urgent
 * orders, because the brake would hold so many. Throws if the service does not get there in time.
 */
export async function prepareOffboardings(send: Send, vultr: SimulatorClient): Promise<PreparedOffboardings> {
  /** Returns the user ID of a new member of the organization. */
  async function joined(email: string): Promise<string> {
    await vultr.addUser(email);
    const { users } = (await vultr.call('GET', '/v2/users?per_page=500')) as {
      users: { id: string; email: string }[];
    };
    return users.find((one) => one.email === email)?.id ?? '';
  }

  const order = async (name: string, more: object = { evenIfNotBroughtInHere: true }) => {
    const request = { email: `leaves-${name}@example.com`, reason: 'Last working day', urgent: true };
    return (await send('POST', '/v1/offboardings', { ...request, ...more })) as Offboarding;
  };
  const reached = async ({ id }: Offboarding, state: OffboardingState) =>
    await until(
      state,
      async () => (await send('GET', `/v1/offboardings/${id}`)) as Offboarding,
      (offboarding) => offboarding.state === state,
      withinMs,
    );

  const suspended = async (name: string) => {
    await joined(`leaves-${name}@example.com`);
    return await reached(await order(name), 'suspended');
  };
  const held = async () => {
    const offboarding = await suspended('resume');
    await send('POST', `/v1/offboardings/${offboarding.id}/hold`);
    return await reached(offboarding, 'on_hold');
  };
  const notBroughtIn = async (name: string) => {
    await joined(`leaves-${name}@example.com`);
    return await reached(await order(name, {}), 'needs_attention');
  };
  const notSuspended = async () => {
    const userId = await joined('leaves-skip@example.com');
    const body = { error: 'The user cannot be suspended.', status: 400 };
    const match = { method: 'PUT', path: `/v2/organizations/*/user/${userId}/suspend` };
    await vultr.fault({ kind: 'status', status: 400, body, match, times: 1_000 });
    return await reached(await order('skip'), 'needs_attention');
  };

  const prepared: Record<OffboardingCommandName, Promise<Offboarding>> = {
    check: suspended('check'),
    hold: suspended('hold'),
    resume: held(),
    retry: notBroughtIn('retry'),
    skip: notSuspended(),
    confirm: notBroughtIn('confirm'),
    'remove-now': suspended('remove-now'),
    reinstate: suspended('reinstate'),
  };
  const ids = Object.entries(prepared).map(async ([command, offboarding]) => [
    command,
    (await offboarding).id,
  ]);
  return Object.fromEntries(await Promise.all(ids)) as PreparedOffboardings;
}
