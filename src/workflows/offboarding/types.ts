import type { OffboardingEventType } from '../../contract/api/offboarding-event.ts';
import type { OffboardingView } from '../../contract/api/offboarding-view.ts';
import type { OffboardingCommandName } from '../../contract/rules/offboarding-commands.ts';
import type { OffboardingCommandInput } from '../../contract/temporal/messages.ts';

/** What the engine's types are for an offboarding. */
export type OffboardingTypes = {
  readonly view: OffboardingView;
  readonly command: OffboardingCommandName;
  readonly input: OffboardingCommandInput;
  readonly event: OffboardingEventType;
};
