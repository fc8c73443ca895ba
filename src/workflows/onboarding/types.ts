import type { EventType } from '../../contract/api/events.ts';
import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import type { CommandName } from '../../contract/rules/commands.ts';
import type { CommandInput } from '../../contract/temporal/messages.ts';

/** What the engine's types are for an onboarding. */
export type OnboardingTypes = {
  readonly view: OnboardingView;
  readonly command: CommandName;
  readonly input: CommandInput;
  readonly event: EventType;
};
