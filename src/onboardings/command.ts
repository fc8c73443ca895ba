import type { CommandRequest } from '../contract/api/command-requests.ts';
import { canonicalEmail } from '../contract/lib/email.ts';
import { defined } from '../contract/lib/optional.ts';
import { type CommandInput, commandUpdate } from '../contract/temporal/messages.ts';
import { updateIdFor } from '../contract/temporal/workflow-ids.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { findOnboarding } from './find-person.ts';
import type { Onboardings } from './onboardings.ts';
import { sendCommand } from './send-command.ts';

export function createCommand(
  client: OrganizationClient,
  { idKey }: { readonly idKey: string },
): Onboardings['command'] {
  return (id, command, request, caller) =>
    sendCommand(client, {
      find: () => findOnboarding(client, id),
      update: commandUpdate(command),
      updateId: updateIdFor(idKey, command, id, command, caller.requestId),
      input: inputOf(request, caller.name),
    });
}

/** The input of the update. Workflow code cannot compute the canonical form of an email, so it is computed here. */
function inputOf({ reason, policies, address }: CommandRequest, by: string): CommandInput {
  const canonical = address === undefined ? undefined : canonicalEmail(address);
  return { by, ...defined({ reason, policies, address: canonical }) };
}
