import type { WorkflowFunctions } from '../contract/temporal/workflow-definitions.ts';
import { deliverEvent } from './deliver-event.ts';
import { executeActivity } from './execute-activity.ts';
import { groupWriter } from './group-writer/group-writer.ts';
import { invitationWatch } from './invitation-watch.ts';
import { onboarding } from './onboarding/onboarding.ts';
import { person } from './person.ts';

// The bundle for the sandbox starts here: every workflow type that a worker serves, with the signature by which it is called.
({
  deliverEvent,
  executeActivity,
  groupWriter,
  invitationWatch,
  onboarding,
  person,
}) satisfies WorkflowFunctions;

export { deliverEvent, executeActivity, groupWriter, invitationWatch, onboarding, person };
