import { brakeScenarios } from './brake.ts';
import { deliverEventScenarios } from './deliver-event.ts';
import { executeActivityScenarios } from './execute-activity.ts';
import { groupWriterScenarios } from './group-writer.ts';
import { invitationWatchScenarios } from './invitation-watch.ts';
import { offboardingScenarios } from './offboarding.ts';
import { onboardingScenarios } from './onboarding.ts';
import { personScenarios } from './person.ts';
import { scimScenarios } from './scim.ts';
import type { Scenario } from './scenario.ts';

/** What `npm run record:histories` records. A new path through a workflow needs a new scenario. */
export const scenarios: readonly Scenario[] = [
  ...onboardingScenarios,
  ...offboardingScenarios,
  ...personScenarios,
  ...groupWriterScenarios,
  ...invitationWatchScenarios,
  ...brakeScenarios,
  ...deliverEventScenarios,
  ...executeActivityScenarios,
  ...scimScenarios,
];
