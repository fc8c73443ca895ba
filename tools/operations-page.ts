import { format, resolveConfig } from 'prettier';
import { fixSteps } from '../src/contract/api/access-report.ts';
import type { AttentionView } from '../src/contract/api/onboarding-view.ts';
import { statesOfOnboardings, traitsOf } from '../src/contract/rules/states.ts';
import { failureCodes, failures } from '../src/contract/rules/failures.ts';
import { invitationWatchIdFor, type WatchState } from '../src/contract/temporal/invitation-watch.ts';
import { refAttribute, stateAttribute } from '../src/contract/temporal/search-attributes.ts';
import { workflows } from '../src/contract/temporal/workflow-definitions.ts';
import { alertSections } from './alert-entries.ts';
import { brakeSection } from './brake-section.ts';
import { commandRows, commandSections } from './command-sections.ts';
import { bash, code, codes, curl, fenced, list, plain, table } from './markdown.ts';

const page = new URL('../docs/operations.md', import.meta.url);

/** Generates the text of `docs/operations.md`: prose, and tables from the service's own code, so that they always agree. */
export async function operationsPage(): Promise<string> {
  const text = [
    ...introduction(),
    ...diagnosis(),
    ...repair(),
    ...access(),
    ...people(),
    ...brakeSection(),
    ...alertSections(),
    footer,
  ];
  return format(text.join('\n\n'), { ...(await resolveConfig(page)), parser: 'markdown' });
}

function introduction(): string[] {
  return [
    '# Operations',
    'What to do if an onboarding is stuck or an alert fires.',
    'A failed step does not end an onboarding. The onboarding keeps what it has done, reports what is wrong, and waits for one command. Everything here works with `curl`. You need no code change and no restart, unless this page says so.',
    table(
      ['what you see', 'where to look'],
      [
        ['An alert fires', '[Alerts](#alerts): what each one means and what to do'],
        ['An onboarding is stuck', '[Find what is stuck](#find-what-is-stuck)'],
        ['No onboarding makes progress', '[The key is rejected](#no-progress-the-key-is-rejected)'],
        [
          'Onboardings need attention with `vultr_forbidden`',
          '[An operation is forbidden](#an-operation-is-forbidden)',
        ],
        [
          'Accepted invitations are noticed late',
          '[The invitation watch](#late-acceptances-the-invitation-watch)',
        ],
        [
          'A person sees "No Active Organization"',
          '[No Active Organization](#a-person-sees-no-active-organization)',
        ],
        ['Departures need attention with `brake_on`', '[The brake](#the-brake)'],
        ['A request returns `record_lost`', '[A record is lost](#a-record-is-lost)'],
        [
          "Many workflows are Running in Temporal's UI",
          "[What Temporal's UI shows](#what-temporals-ui-shows)",
        ],
      ],
    ),
    'The examples use three variables. `$API` is the URL of the API: `http://127.0.0.1:3000` after `npm start`. `$KEY` is the secret of an API key: `npm start` prints one; otherwise it is in `ONBOARDING_API_KEYS`. `$ID` is the ID of an onboarding.',
  ];
}

const watchField = (name: keyof WatchState) => code(name);

function diagnosis(): string[] {
  return [
    '## Find what is stuck',
    'List the onboardings that need attention:',
    bash(curl('GET', '/v1/onboardings?state=needs_attention')),
    "To find the same onboardings in Temporal's UI, or with `temporal workflow list --query`, use this query:",
    fenced(
      'sql',
      `WorkflowType = "${workflows.onboarding.name}" AND ${stateAttribute.name} = "needs_attention" AND ExecutionStatus = "Running"`,
    ),
    'Then ask an onboarding what is wrong. `explain` says why it is where it is, what happens next, and which calls it accepts now, ready to copy. If the onboarding needs attention, was cancelled or has ended, `explain` reads from Vultr as well.',
    bash(curl('GET', '/v1/onboardings/$ID/explain')),
    'If an onboarding stays in another state without progress, usually no worker is running. `explain` says how long it has been there. Its page in Temporal\'s UI shows under "Pending Activities" which error is being retried. `GET /ready` says whether Temporal responds.',
    '## No progress: the key is rejected',
    'If Vultr responds with 401, the worker logs one error ("Vultr rejects the API key") and takes no more work for Vultr. Onboardings stay in their state, and new ones are accepted and wait. The worker probes the key after ten seconds, then at growing intervals of up to five minutes, and continues as soon as Vultr accepts it.',
    'What to do: restore the key, or restore the network address of the workers in its access control list. If you have a new key, restart the workers with it. You do not have to retry any onboarding.',
    '## An operation is forbidden',
    'If Vultr responds with 403, the key is valid and its user lacks one permission. The worker logs the operation, such as `DELETE /v2/organizations/{id}/user/{id}`, and stops sending it, apart from one trial every 5 to 30 seconds. Steps that need it fail with `vultr_forbidden` until their retries are used up; then their onboardings need attention. Everything else continues.',
    'What to do: give the user of the key the permission. The next trial succeeds, and steps that are still retrying continue by themselves. Retry the onboardings that need attention with the code `vultr_forbidden`.',
    '## Late acceptances: the invitation watch',
    `The workflow ${code(invitationWatchIdFor('…'))}, with the name of the organization at the end, checks all invitations while an onboarding waits. In Temporal's UI, the heartbeat of its pending activity shows its status:`,
    table(
      ['field', 'meaning'],
      [
        [watchField('sweptAt'), 'when the last sweep ended'],
        [
          watchField('lagMs'),
          'time between the starts of the last two checks: sweeps, or probes that made a sweep unnecessary',
        ],
        [watchField('sweeps'), 'sweeps of this round, which lasts up to an hour'],
        [
          watchField('probes'),
          'how often it asked for the totals of users and invitations, which takes two requests',
        ],
        [watchField('skipped'), 'sweeps that were not needed, because the totals had not changed'],
        [
          watchField('movedTotals'),
          'acceptances in a row that moved the totals; from three on, the watch relies on them',
        ],
        [watchField('hints'), 'how many onboardings it looked at because their invitation had changed'],
        [watchField('pending'), 'invitations that could still be accepted'],
        [watchField('unreadable'), 'onboardings that it skips because their encryption key is missing'],
        [watchField('error'), 'why the last sweep failed, if it did'],
      ],
    ),
    "The worker's metrics `onboarding_watch_lag`, `onboarding_watch_pending`, `onboarding_watch_unreadable` and `onboarding_watch_sweeps_total` show the same.",
    'If no activity is pending, the watch sleeps because no onboarding waits. A new invitation wakes it.',
    'Nothing is lost without the watch: each onboarding also polls for itself, at least once per `ONBOARDING_CHECK_EVERY`. The command `check` makes an onboarding poll now. Every worker that starts, and every new invitation, starts the watch if it is not running. To restart it, terminate the workflow and start a worker.',
    '## What `attention` contains',
    'An onboarding in `needs_attention` has these fields under `attention`:',
    table(
      ['field', 'meaning'],
      Object.entries(attentionFields).map(([field, meaning]) => [code(field), meaning]),
    ),
    '## Failure codes',
    'The last column says whether the step is retried before the onboarding needs attention. Transient faults are retried until `ONBOARDING_STEP_PATIENCE` is over, reads that disagree with a write for five minutes. Other failures need attention at once.',
    table(
      ['code', 'meaning', 'what to do', 'retried'],
      failureCodes.map((failure) => [
        code(failure),
        plain(failures[failure].meaning),
        plain(failures[failure].remedy),
        failures[failure].retryable ? 'yes' : 'no',
      ]),
    ),
  ];
}

function repair(): string[] {
  return [
    '## Repair an onboarding',
    'Each command is a `POST` that returns `200` with the onboarding. If its state does not allow the command, the response is `409` with the code `command_not_possible` and says which commands are allowed. With an `Idempotency-Key`, a command that is sent twice takes effect once. Use one if a response may have been lost.',
    ...commandSections(),
    '### Which commands are allowed',
    table(['state', 'allowed commands'], commandRows()),
    '## Hold',
    'An onboarding on hold reads nothing, sends no email and writes nothing. `GET` and `explain` still work, and show who put it on hold, when and why. Invitations do not stop: one that was sent can still be accepted, and it still expires.',
    'On `resume`, the onboarding first reads what has happened. It finds an acceptance during the hold, and it resends an invitation that has expired, which counts towards `ONBOARDING_MAX_INVITATIONS` as usual. If the hold interrupted a write, the onboarding checks whether that write took effect before it repeats it.',
    '## Cancel, and what guarding means',
    'Vultr cannot revoke an invitation. Anyone who has the email can accept it until it expires. What `cancel` does therefore depends on how far the onboarding has come:',
    list([
      'Before any email was sent, the onboarding becomes `cancelled` at once.',
      'After that, it becomes `cancelling`. It removes the person who joined through its invitation from the organization, reads back that they are gone, and keeps the evidence in `removals`. A person who was a member before the onboarding stays. Groups and their attached policies stay as well, because others may use them.',
      'As long as the invitation can still be accepted, it is `guarding`. It keeps polling, and removes anyone who accepts late. `invitation.expiresAt` says how long this lasts. Then it becomes `cancelled`.',
    ]),
    'The usual request changes nothing any more, however often it is repeated: a person who was cancelled is hired again only by a request that says so, with the same or other data. While the onboarding is guarding, the new one takes over the invitation, and from then on accepting it is fine.',
    bash(
      curl('POST', '/v1/onboardings', {
        email: 'ada@example.com',
        group: { name: 'Developers' },
        policies: ['Provisioning'],
        rehire: true,
      }),
    ),
    '`POST /v1/onboardings/$ID/rehire` does the same with the content of that onboarding.',
    'If undoing or guarding fails, the onboarding needs attention at `undoAccess` or `guardInvitation`, and `retry` resumes it there. `skip` at these steps means that a person who joined may stay, or that a person can still join. Check the Users tab of the Vultr Console first.',
    'In Temporal\'s UI, "Cancel" does the same as the command. "Terminate" undoes nothing and guards nothing, and [the record of the person is lost](#a-record-is-lost).',
  ];
}

function access(): string[] {
  return [
    '## A person sees "No Active Organization"',
    'The Vultr Console shows this to a user who has no access. Check any email, with or without an onboarding. The response is read from Vultr now:',
    bash(
      [
        'curl -sS -G "$API/v1/access" \\',
        `  -H "Authorization: Bearer $KEY" \\`,
        `  --data-urlencode 'email=ada@example.com'`,
      ].join('\n'),
    ),
    list([
      "`active` and `access` answer the two questions of Vultr's guide.",
      `\`fix\` says what to do, and names the step that is missing, or \`none\`: ${codes(fixSteps.filter((step) => step !== 'none'))}.`,
      '`invitation` is the newest invitation to this email.',
      '`onboarding` is the onboarding of this person, if there is one.',
      '`failedReads` names what the API key could not read.',
    ]),
    'If an onboarding of this person needs attention, repair it. It finds and adopts what you have changed by hand.',
  ];
}

const openStates = statesOfOnboardings.filter((state) => traitsOf(state).final !== true);

function people(): string[] {
  return [
    "## What Temporal's UI shows",
    'Each person has one workflow ID, `person-…`, and one open execution, for good. While an onboarding is in progress, it is of the type `onboarding`; afterwards it is the register, of the type `person`, which remembers the person. So **a registered person is Running**, and nothing is wrong with that: it has no pending activity and no timer. Executions with the status `ContinuedAsNew` are earlier ones of the same person.',
    'Save this query in the UI as the view of what is in progress:',
    fenced(
      'sql',
      `${stateAttribute.name} IN (${openStates.map((state) => `"${state}"`).join(', ')}) AND ExecutionStatus = "Running"`,
    ),
    'And this one for people whose onboarding has completed; `cancelled` and `erased` work in the same way:',
    fenced('sql', `${stateAttribute.name} = "completed" AND ExecutionStatus = "Running"`),
    'While access is given and verified, the state is `granting` and the step `confirmPerson`; the heartbeat of the pending activity `grant` says in which step it is, and so does `GET /v1/onboardings/{id}`.',
    "To find the workflow of a person, look for them in the [console](console.md), whose page of the person links to the workflow, or ask the API: `GET /v1/people?email=` returns the ID. If `ONBOARDING_CONSOLE_URL` is set, the workflow's page in Temporal's UI shows the address of the person's page in the console.",
    `**To find people in Temporal's UI itself**, set \`ONBOARDING_PLAIN_REF=on\` for the APIs and run \`npm run prepare:temporal\` with it, which adds the search attribute \`${refAttribute.name}\`. Every onboarding that starts from then on has the caller's \`externalId\` there, in plain text: read [security](security.md#where-data-is-stored-and-for-how-long) first. Save this query, and replace the value for each person:`,
    fenced('sql', `${refAttribute.name} = "hr-4711" AND ExecutionStatus = "Running"`),
    "An erasure removes the value. If you turn the setting off, onboardings that have started keep it, until the person's next one.",
    '"Cancel" on a register does nothing. Never reset or terminate one: see below.',
    '## A record is lost',
    'A request returns `409` `record_lost` if the open execution of the person was ended from outside: it was terminated in Temporal, or it failed or timed out. What it last knew is still readable for the retention of the namespace, but the service cannot know what has happened since, so it does nothing by itself. A guarded invitation is no longer guarded.',
    list([
      'Look at what the person has: `GET /v1/access?email=`, and `GET /v1/people/{id}` for what was known.',
      'If they should have access, send the request with `"rehire": true`. The new onboarding adopts what exists, gives what is missing, verifies it, and is the new record.',
      'If they should not, remove them at Vultr, and look again once their invitation has expired: Vultr cannot revoke it, and nothing guards it any more. To keep repeated requests from being errors, import the line of the person from an [export](#back-up-what-is-remembered): first delete the executions of that workflow ID in Temporal (`temporal workflow delete --query \'WorkflowId = "person-…"\'`), then run the import.',
      'Once the retention is over, Temporal has forgotten a lost record, and the next request counts as one for an unknown person. Repair it before that day.',
    ]),
    '## Back up what is remembered',
    "What the service knows about people is in open executions, so a backup of Temporal's database contains it. An export is a second backup, which also moves people to another Temporal:",
    bash('npm run registers -- export people.ndjson'),
    'It writes one JSON line for each person, erased ones included, to a new file that only its owner can read, and needs no worker. **The file contains personal data in plain text**: encrypt it where you keep it, and delete it with the person ([security](security.md#erasing-a-persons-data)). People are written as they are when they are read; the service may go on working. The exit code is 1 if a person cannot be read.',
    'With `-` it writes to standard output, so that plain text never reaches a disk. Create a certificate once, with OpenSSL 3, and keep `backup.key` away from this machine: only it decrypts.',
    bash(
      'openssl req -x509 -newkey rsa:4096 -nodes -days 3650 -subj /CN=backup -keyout backup.key -out backup.pem',
    ),
    'Then run this script every night. Without `pipefail`, it would go on although the export has failed, and replace the last good file:',
    bash(
      `set -e -o pipefail
npm run --silent registers -- export - |
  openssl cms -encrypt -binary -aes-256-gcm -outform DER -out people.ndjson.cms.unfinished backup.pem
mv people.ndjson.cms.unfinished people.ndjson.cms`,
    ),
    'With Docker Compose, the command before the pipe is `docker compose run --rm --no-deps -T worker node src/bin/registers.ts export -`. On Kubernetes it is `kubectl --namespace onboarding exec deployment/onboarding-worker -- node src/bin/registers.ts export -`.',
    'An onboarding or a departure in progress cannot be moved. The file says instead what to send again after an import, in lines such as `{"id":"person-…","inProgress":{"flowId":"person-….1","state":"awaiting_acceptance","email":"ada@example.com","request":{…}}}`, and the export and the import count these people and say what to do:',
    table(
      ['the line has', 'send it to', 'what happens'],
      [
        [
          '`order`',
          '`POST /v1/offboardings`',
          'The departure begins again, with what was left of the grace period at the export. Until then the service does not know that the person leaves, so send these before any other request. `urgent`, a hold and confirmations are not kept.',
        ],
        [
          '`request`',
          '`POST /v1/onboardings`',
          'The onboarding begins again and adopts the invitation and the group that exist, without a second email. One that was on hold goes on.',
        ],
        [
          'neither',
          'nothing',
          'A cancelled onboarding that guards its invitation, or a reinstatement. An import restores nothing of it, so a request for the person **would give them access**. Wait until it has ended before you move to another Temporal, or stop requests for the person.',
        ],
      ],
    ),
    'With [jq](https://jqlang.org), these are the bodies for `POST /v1/offboardings:batch`, and for `POST /v1/onboardings:batch`, which take up to 1,000 items each:',
    bash(
      [
        "jq -cs '{items: [.[].inProgress.order // empty]}' people.ndjson",
        "jq -cs '{items: [.[].inProgress.request // empty]}' people.ndjson",
      ].join('\n'),
    ),
    'An export does not contain the users and groups that an identity provider keeps here by [SCIM](scim.md), what the [brake](#the-brake) has counted, or events that were not delivered.',
    bash('npm run registers -- import people.ndjson'),
    'The import checks every line before it starts anything, and says which line and field is wrong. It requires the same `ONBOARDING_ID_KEY` and `ONBOARDING_ORGANIZATION`, because other ones give people other IDs; for erased people it cannot check this. Then it starts every register. People whom Temporal knows are left as they are; the import counts them, and names those that differ from their line, with exit code 1. It can be repeated, and sends no email and writes nothing at Vultr. With `-` it reads standard input, of which it keeps a copy in the folder for temporary files until it ends. Restore before the first request arrives: stop the APIs, import, start them. [Deployment](deployment.md#back-up-and-restore) has the whole procedure.',
    '[Upgrades](upgrades.md#retire-a-patch-or-a-key) describes `npm run registers -- refresh`.',
  ];
}

const footer =
  '`npm run docs` generates this page from `tools` and from the tables in `src/contract` and `src/api/explain/command-descriptions.ts`, and a test checks that it is up to date.';

/** In the order of the view. The compiler checks that no field is missing. */
const attentionFields: Record<keyof AttentionView, string> = {
  step: 'The step that failed. `retry` resumes there; earlier steps stay done.',
  code: 'The kind of failure: a code of the table below. Codes never change.',
  meaning: 'What the code means.',
  remedy: 'What to do about it.',
  detail: 'What happened this time.',
  request: 'The request to Vultr that failed, if it was one.',
  status: "The HTTP status of Vultr's response.",
  answer: "Vultr's response, shortened and without secrets.",
  facts:
    'More about the code: for `wrong_person` the emails `invited` and `accepted`, for `policy_not_found` the name, and `didYouMean` if the name exists with different case.',
  since: 'When the onboarding began to wait for an operator.',
  allowedCommands: 'The commands that are allowed now.',
};
