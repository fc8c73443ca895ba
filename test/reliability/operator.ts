import type { OnboardingView } from '../../src/contract/api/onboarding-view.ts';
import type { CommandRequest } from '../../src/contract/api/command-requests.ts';
import type { CommandName } from '../../src/contract/rules/commands.ts';
import { ignoreUnavailable } from './ignore-unavailable.ts';
import type { World } from './scenario.ts';

/**
 * Sends a command as an operator does, who repeats it with the same key if there was no response: once for an onboarding.
 */
export async function command(
  { onboardings }: Pick<World, 'onboardings'>,
  { id }: OnboardingView,
  name: CommandName,
  body: CommandRequest = {},
): Promise<void> {
  await ignoreUnavailable(() => onboardings.command(id, name, body, { name: 'ops', requestId: name }));
}

/** Accepts every invitation to the email that can be accepted. */
export async function acceptAll({ vultr }: Pick<World, 'vultr'>, email: string): Promise<void> {
  for (const { invitationId, to, isOpen } of await vultr.emails())
    if (isOpen && to === email) await vultr.accept(invitationId);
}
