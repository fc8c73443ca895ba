import type { WorkflowFunctions } from '../contract/temporal/workflow-definitions.ts';
import { brake } from './brake/brake.ts';
import { deliverEvent } from './deliver-event.ts';
import { executeActivity } from './execute-activity.ts';
import { groupWriter } from './group-writer/group-writer.ts';
import { invitationWatch } from './invitation-watch.ts';
import { offboarding } from './offboarding/offboarding.ts';
import { onboarding } from './onboarding/onboarding.ts';
import { person } from './person.ts';
import { scimGroup } from './scim-group/scim-group.ts';
import { scimName } from './scim-name.ts';
import { scimUser } from './scim-user/scim-user.ts';

// The bundle for the sandbox starts here: every workflow type that a worker serves, with the signature by which it is called.
({
  brake,
  deliverEvent,
  executeActivity,
  groupWriter,
  invitationWatch,
  offboarding,
  onboarding,
  person,
  scimGroup,
  scimName,
  scimUser,
}) satisfies WorkflowFunctions;

export {
  brake,
  deliverEvent,
  executeActivity,
  groupWriter,
  invitationWatch,
  offboarding,
  onboarding,
  person,
  scimGroup,
  scimName,
  scimUser,
};
