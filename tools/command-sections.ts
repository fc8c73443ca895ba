import { commandDescriptions } from '../src/api/explain/command-descriptions.ts';
import { commandRequests } from '../src/contract/api/command-requests.ts';
import { allowedCommands } from '../src/contract/rules/allowed-commands.ts';
import { type CommandName, commandNames } from '../src/contract/rules/commands.ts';
import { type FailureCode, failureCodes } from '../src/contract/rules/failures.ts';
import { isLeaving, onboardingStates, type Step, steps } from '../src/contract/rules/states.ts';
import { bash, code, codes, curl, list } from './markdown.ts';

/** The bodies that an operator would send, the simplest first. */
const examples: Readonly<Record<CommandName, readonly (object | undefined)[]>> = {
  check: [undefined],
  resend: [undefined],
  hold: [{ reason: 'The start date is being negotiated' }],
  resume: [undefined],
  retry: [undefined, { policies: ['Provisioning', 'Billing'] }],
  skip: [{ reason: 'I checked the access in the Vultr Console' }],
  'approve-address': [{ address: 'ada.l@example.com', reason: 'She confirmed that it is her private email' }],
  cancel: [{ reason: 'The offer was withdrawn' }],
};

/** A section for each command: what it does, examples, and its body. */
export function commandSections(): string[] {
  return commandNames.map((command) =>
    [
      `### ${command}`,
      commandDescriptions[command].description,
      ...examples[command].map((body) => bash(curl('POST', `/v1/onboardings/$ID/${command}`, body))),
      describeBody(command),
    ].join('\n\n'),
  );
}

/** Describes the fields of a command's body, taken from the schema that validates it. */
function describeBody(command: CommandName): string {
  const fields = Object.entries(commandRequests[command].shape).map(([field, schema]) => {
    const isOptional = schema.safeParse(undefined).success;
    const description = schema.meta()?.description ?? schema.def.innerType?.meta()?.description ?? '';
    return `\`${field}\`${isOptional ? ' (optional)' : ''}: ${lowerFirst(description)}.`;
  });
  return fields.length === 0 ? 'The request has no body.' : `Fields of the body:\n\n${list(fields)}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** One row for each state. `needs_attention` has several, because its commands depend on the step or the failure. */
export function commandRows(): string[][] {
  return onboardingStates.flatMap((state) =>
    state === 'needs_attention'
      ? attentionRows()
      : [[code(state), codes(allowedCommands({ state, step: 'preflight' }))]],
  );
}

const cancellationSteps: ReadonlySet<Step> = new Set(['undoAccess', 'guardInvitation']);

function attentionRows(): string[][] {
  const state = 'needs_attention';
  const commandsFor = (step: Step, failure: FailureCode) =>
    codes(
      allowedCommands({
        state,
        step,
        attention: { code: failure },
        ...(cancellationSteps.has(step) ? { cancellation: { at: '', by: '', reason: '' } } : {}),
      }),
    );
  const stepsByCommands = Map.groupBy(steps, (step) => commandsFor(step, 'internal_error'));
  const stepRows = [...stepsByCommands].map(([commands, group]) => [
    `${code(state)} at ${codes(group)}`,
    commands,
  ]);
  // A failure has its own row if it allows the same commands at every step at which it can still be cancelled.
  const failureRows = failureCodes.flatMap((failure) => {
    const variants = new Set(
      steps
        .filter((step) => !cancellationSteps.has(step) && !isLeaving(step))
        .map((step) => commandsFor(step, failure)),
    );
    const [commands = ''] = variants;
    return variants.size === 1 ? [[`${code(state)} with ${code(failure)}`, commands]] : [];
  });
  return [...stepRows, ...failureRows];
}
