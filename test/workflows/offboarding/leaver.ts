import type { OffboardingRequest } from '../../../src/contract/api/offboarding-request.ts';
import type { OffboardingView } from '../../../src/contract/api/offboarding-view.ts';
import type { OnboardingView } from '../../../src/contract/api/onboarding-view.ts';
import type { OffboardingCommandName } from '../../../src/contract/rules/offboarding-commands.ts';
import type { OffboardingState } from '../../../src/contract/rules/offboarding-states.ts';
import type { Stack } from '../../support/stack.ts';
import { until } from '../../support/until.ts';

export const ada = 'ada@example.com';
export const because = { reason: 'the contract was extended' };
const hr = { name: 'hr' };
let calls = 0;
export const operator = () => ({ name: 'ops', requestId: `departure call ${++calls}` });

type Part = Pick<Stack, 'offboardings'>;

export async function order(
  { offboardings }: Part,
  request: Partial<OffboardingRequest> = {},
): Promise<OffboardingView> {
  const ordered = { email: ada, reason: 'last working day', ...request };
  return (await offboardings.order(ordered, hr)).offboarding;
}

export function reaches(
  { offboardings }: Part,
  id: string,
  state: OffboardingState,
  withinMs?: number,
): Promise<OffboardingView> {
  return until(
    state,
    () => offboardings.get(id),
    (view) => view.state === state,
    withinMs,
  );
}

/** Waits until the offboarding guards an invitation, and returns its ID. */
export async function guarded({ offboardings }: Part, id: string): Promise<string> {
  const { invitation } = await until(
    'the guard',
    () => offboardings.get(id),
    (view) => view.state === 'guarding' && view.invitation !== undefined,
  );
  return invitation?.id ?? '';
}

export function command(
  { offboardings }: Part,
  id: string,
  name: OffboardingCommandName,
): Promise<OffboardingView> {
  return offboardings.command(id, name, because, operator());
}

/** Hires a person, who accepts. */
export async function hire(
  stack: Stack,
  request: Parameters<Stack['start']>[0] = {},
): Promise<OnboardingView> {
  const { id } = await stack.start(request);
  const { invitation } = await stack.reached(id, 'awaiting_acceptance');
  await stack.vultr.accept(invitation?.id ?? '');
  return stack.reached(id, 'completed');
}

type Row = { readonly id: string; readonly email: string; readonly status: string };

/** What Vultr shows of a user, as another holder of the organization's key sees it. */
export async function userOf({ vultr }: Pick<Stack, 'vultr'>, email: string): Promise<Row | undefined> {
  const { users } = (await vultr.call('GET', '/v2/users?per_page=500')) as { users: Row[] };
  return users.find((user) => user.email === email);
}

export async function countSuspended({ vultr }: Pick<Stack, 'vultr'>): Promise<number> {
  const { orgs = [] } = (await vultr.call('GET', '/v2/organizations')) as { orgs?: { id: string }[] };
  const path = `/v2/organizations/${orgs[0]?.id ?? ''}/suspended-users`;
  return ((await vultr.call('GET', path)) as { users: unknown[] }).users.length;
}

/** The operations that wrote something, but for those that hire. */
export async function takings({ vultr }: Pick<Stack, 'vultr'>): Promise<string[]> {
  const { byOperation } = await vultr.requests();
  return Object.keys(byOperation).filter((operation) => /^(DELETE|PATCH|PUT) /.test(operation));
}
