import { format, resolveConfig } from 'prettier';
import { commandDescriptions } from '../src/api/explain/command-descriptions.ts';
import { fixSteps } from '../src/contract/api/access-report.ts';
import { commandRequests } from '../src/contract/api/command-requests.ts';
import { type FailureCode, failureCodes, failures } from '../src/contract/rules/failures.ts';
import { type CommandName, commandNames } from '../src/contract/rules/commands.ts';
import { allowedCommands } from '../src/contract/rules/allowed-commands.ts';
import type { AttentionView } from '../src/contract/api/onboarding-view.ts';
import { stateAttribute } from '../src/contract/temporal/search-attributes.ts';
import { onboardingStates, type Step, steps } from '../src/contract/rules/states.ts';
import { workflows } from '../src/contract/temporal/workflow-definitions.ts';
import { invitationWatchIdFor } from '../src/contract/temporal/invitation-watch.ts';
import { alertChapter } from './alert-entries.ts';

const page = new URL('../docs/operations.md', import.meta.url);

/**
 * The text of `docs/operations.md`: prose, and tables made from what the service itself goes by, so that the page
 * cannot say anything else than the service does.
 */
export async function operationsPage(): Promise<string> {
  const text = [
    '# Operations',
    'For whoever is called because an onboarding is stuck. A run that meets trouble does not fail: it keeps what it did, says what is wrong, and waits for one call. Everything here is done with `curl`; nothing needs a change of code or a restart, unless it says so.',
    'In all examples `$API` is where the API listens (`http://127.0.0.1:3000` after `npm start`), `$KEY` the secret of an API key (`npm start` shows one; else `ONBOARDING_API_KEYS`), and `$ID` the id of a run.',
    '## Find what is stuck',
    bash(curl('GET', '/v1/onboardings?state=needs_attention')),
    `The same in Temporal’s UI, as the query of the list of workflows, or for \`temporal workflow list --query\`:`,
    fenced(
      'sql',
      `WorkflowType = "${workflows.onboarding.name}" AND ${stateAttribute.name} = "needs_attention" AND ExecutionStatus = "Running"`,
    ),
    'Then ask a run what is wrong with it. `explain` says in plain words why the run stands where it stands, what happens next, and every call that it takes now, ready to be copied. Where the run needs attention, was cancelled or has ended, Vultr is read as well.',
    bash(curl('GET', '/v1/onboardings/$ID/explain')),
    'A run that has stood in one of the other states for long without a word usually lacks a worker: `explain` says since when, and the run’s page in Temporal’s UI shows under “Pending Activities” which error is tried again. `GET /ready` says whether Temporal answers.',
    '## Nothing moves: the key is refused',
    'Where Vultr answers 401 or 403, the worker logs one error (“Vultr refuses the API key”) and takes no more work for Vultr; runs stay in their state, and new starts are taken and wait. It probes by itself, every ten seconds at first and every five minutes at last, and goes on when the key is taken again. What to do: give the key its rights back, or its address back to the allow list; where the key is another one, restart the workers with it. No run has to be retried.',
    '## Acceptances are noticed late: the watch',
    `The workflow \`${invitationWatchIdFor('…')}\`, with the name of the organization, sweeps all invitations while somebody waits. In Temporal’s UI the heartbeat of its pending activity says when it swept last (\`sweptAt\`), how long the last two sweeps were apart (\`lagMs\`), how many wait (\`pending\`) and why a sweep failed (\`error\`); the worker’s metrics have the same as \`onboarding_watch_lag\` and \`onboarding_watch_pending\`. Without it nothing is lost: each run looks for itself, at the latest after \`ONBOARDING_CHECK_EVERY\`; \`check\` makes a run look now. It is started by every worker and by every invitation; to begin it anew, terminate it and start a worker.`,
    '### What the attention means',
    table(
      ['field', 'meaning'],
      Object.entries(attentionFields).map(([field, meaning]) => [code(field), meaning]),
    ),
    '## Every code',
    '“Again” says whether the step is tried again by itself before a person is asked: until its patience is over (`ONBOARDING_STEP_PATIENCE`, `ONBOARDING_READ_PATIENCE`). The others ask at once.',
    table(
      ['code', 'meaning', 'what to do', 'again'],
      failureCodes.map((one) => [
        code(one),
        plain(failures[one].meaning),
        plain(failures[one].remedy),
        failures[one].retryable ? 'yes' : 'no',
      ]),
    ),
    '## Repair a run',
    'Every command is a `POST` and answers `200` with the run. Where the state does not allow it, the answer is `409` with the code `command_not_possible`, and the run’s own words say what is possible. With an `Idempotency-Key` of your own a command that is sent twice takes effect once: use one whenever an answer might have got lost.',
    ...commandNames.map((command) =>
      [
        `### ${command}`,
        commandDescriptions[command].description,
        ...examples[command].map((body) => bash(curl('POST', `/v1/onboardings/$ID/${command}`, body))),
        keysOf(command),
      ]
        .filter((part) => part !== '')
        .join('\n\n'),
    ),
    '### Which command when',
    table(['where the run stands', 'possible'], commandRows()),
    '## Hold',
    'A run on hold does nothing at all: it looks at nothing, sends no mail, writes nothing. `GET` and `explain` answer as ever, and show who put it on hold, when and why. One clock goes on, because it is Vultr’s: an invitation that is out can be accepted and can expire.',
    'On `resume` the run looks first. An acceptance during the hold is found; an invitation that ended meanwhile is sent again at once, which counts towards `ONBOARDING_MAX_INVITATIONS` as any other does. What a hold interrupted in the middle of a write is looked for before it is done again.',
    '## Cancel, and what guarding means',
    'Vultr has no call that takes an invitation back. Whoever has the mail can accept it until it expires. So what `cancel` does depends on how far the run came:',
    [
      '- Before any mail: the run is `cancelled` at once.',
      '- After it: `cancelling`. Who came in by the invitation of this run is taken out of the organization, and that they are gone is read back; `removals` of the run keeps the evidence. Who was a member before the run stays. Groups, and policies attached to them, stay: others may use them.',
      '- As long as the invitation can be accepted: `guarding`. The run looks on; who accepts late is taken out again. `invitation.expiresAt` says until when. Then it is `cancelled`.',
    ].join('\n'),
    'While a run is guarding, the person can be hired again: the same `POST /v1/onboardings` as for anybody, with whatever content is right now. The new run takes the invitation over, and from that moment accepting it is right again.',
    bash(
      curl('POST', '/v1/onboardings', {
        email: 'ada@example.com',
        group: { name: 'Developers' },
        policies: ['Provisioning'],
      }),
    ),
    'Where undoing or guarding itself fails, the run needs attention at `undoAccess` or `guardInvitation`, and `retry` takes it up again. `skip` there means that somebody who came in may stay, or can still come in: look into the Users tab of the Vultr Console first. To end a run in Temporal’s UI by “Terminate” undoes nothing and guards nothing; “Cancel” there is the same as the command.',
    '## Somebody sees “No Active Organization”',
    'Vultr’s Console shows this to a user whom nothing gives access. For any address, with or without a run, Vultr is read now:',
    bash(
      [
        'curl -sS -G "$API/v1/access" \\',
        `  -H "Authorization: Bearer $KEY" \\`,
        `  --data-urlencode 'email=ada@example.com'`,
      ].join('\n'),
    ),
    `\`active\` and \`access\` answer the two questions of Vultr’s guide; \`fix\` says what to do and names the step of a run that is missing (${listed(fixSteps)}); \`invitation\` is the newest one of the address; \`run\` says which run looks after the person. Where there is a run that needs attention, repair the run: what one does by hand, it finds and adopts. \`unread\` names what the API key could not read.`,
    ...alertChapter(),
    'This page is made by `npm run docs` from the tables that the service itself goes by, in `src/contract` and `src/api/explain/command-descriptions.ts`; a test holds it to that.',
  ].join('\n\n');
  return format(text, { ...(await resolveConfig(page)), parser: 'markdown' });
}

/** In the order of the view; that none is missing is for the compiler to say. */
const attentionFields: Record<keyof AttentionView, string> = {
  step: 'The step that failed. `retry` takes it up again from there; what came before stays done.',
  code: 'What kind of failure it is, for good: a code of the table below.',
  meaning: 'What the code means.',
  remedy: 'What to do about it.',
  detail: 'What happened this time.',
  request: 'The request to Vultr that failed, where it was one.',
  status: 'The HTTP status of Vultr’s answer.',
  answer: 'Vultr’s answer, shortened and without secrets.',
  facts:
    'Facts that belong to the code: of `wrong_person` the addresses `invited` and `accepted`, of `policy_not_found` the name, and `didYouMean` where another letter case is known.',
  since: 'When the run began to wait for a person.',
  allowedCommands: 'The commands that it takes now.',
};

/** What an operator would send. The first is the simplest that works. */
const examples: Readonly<Record<CommandName, readonly (object | undefined)[]>> = {
  check: [undefined],
  resend: [undefined],
  hold: [{ reason: 'The start date is being negotiated' }],
  resume: [undefined],
  retry: [undefined, { policies: ['Provisioning', 'Billing'] }],
  skip: [{ reason: 'I saw the access in the Vultr Console' }],
  'approve-address': [{ address: 'ada.l@example.com', reason: 'It is her private address, she says' }],
  cancel: [{ reason: 'The offer was withdrawn' }],
};

/** What a command's body may carry, from the schema that checks it. */
function keysOf(command: CommandName): string {
  const keys = Object.entries(commandRequests[command].shape).map(([key, schema]) => {
    const isOptional = schema.safeParse(undefined).success;
    const description = schema.meta()?.description ?? schema.def.innerType?.meta()?.description ?? '';
    return `\`${key}\`${isOptional ? ', which may be left out' : ''}: ${lowerFirst(description)}.`;
  });
  return keys.length === 0 ? 'It takes no body.' : `Body: ${keys.join(' ')}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** One row a state; a run that needs attention takes what helps the step that failed, or this failure of it. */
function commandRows(): string[][] {
  return onboardingStates.flatMap((state) =>
    state === 'needs_attention'
      ? attentionRows()
      : [[code(state), listed(allowedCommands({ state, step: 'preflight' }))]],
  );
}

const cancelledSteps: ReadonlySet<Step> = new Set(['undoAccess', 'guardInvitation']);

function attentionRows(): string[][] {
  const state = 'needs_attention';
  const possible = (step: Step, one: FailureCode) =>
    listed(
      allowedCommands({
        state,
        step,
        attention: { code: one },
        ...(cancelledSteps.has(step) ? { cancellation: { at: '', by: '', reason: '' } } : {}),
      }),
    );
  const bySteps = Map.groupBy(steps, (step) => possible(step, 'internal_error'));
  const rows = [...bySteps].map(([commands, some]) => [`${code(state)} at ${listed(some)}`, commands]);
  const ofOwnKind = failureCodes.flatMap((one) => {
    const whole = new Set(
      steps.filter((step) => !cancelledSteps.has(step)).map((step) => possible(step, one)),
    );
    const [commands = ''] = whole;
    return whole.size === 1 ? [[`${code(state)} with ${code(one)}`, commands]] : [];
  });
  return [...rows, ...ofOwnKind];
}

function curl(method: 'GET' | 'POST', path: string, body?: object): string {
  const lines = [
    method === 'GET' ? `curl -sS "$API${path}"` : `curl -sS -X POST "$API${path}"`,
    `-H "Authorization: Bearer $KEY"`,
    ...(body === undefined ? [] : [`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(body)}'`]),
  ];
  return lines.join(' \\\n  ');
}

function bash(command: string): string {
  return fenced('bash', command);
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '--'), ...rows].map(row).join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
}

/** Text that is no Markdown: `iam.group.*` must not become an emphasis. */
function plain(text: string): string {
  return text.replaceAll(/[*<]/g, String.raw`\$&`);
}

function code(text: string): string {
  return `\`${text}\``;
}

function listed(words: readonly string[]): string {
  return words.length === 0 ? 'none' : words.map(code).join(', ');
}
