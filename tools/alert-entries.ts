import { list } from './markdown.ts';

type AlertEntry = { readonly meaning: string; readonly look: string; readonly act: string };

/** The entry in docs/operations.md for each alert of deploy/prometheus/alerts.yml. A test checks that they match. */
export const alertEntries: Readonly<Record<string, AlertEntry>> = {
  OnboardingNeedsAttention: {
    meaning:
      'At least one onboarding has waited for an operator for 15 minutes. Nothing is lost, but a person waits for access.',
    look: '[Find what is stuck](#find-what-is-stuck), and `onboarding_needs_attention_total` by `step` and `code`. The same code for many onboardings means one cause.',
    act: 'Follow what `explain` says about the onboarding. If many have the same code, fix the cause first, then retry them.',
  },
  OnboardingBrakeOn: {
    meaning:
      'More people would have lost something within a day than `ONBOARDING_BRAKE_LIMIT` allows. Nothing was taken from those whom the brake holds; they keep their access until an operator decides.',
    look: '`GET /v1/brake` or the page Brake of the console: who is held, and which key ordered it. Many with the same key point to a wrong list in that system.',
    act: '[Release or refuse them](#the-brake). If one person must lose access at once, release that one first.',
  },
  OnboardingWatchSilent: {
    meaning:
      'People have invitations, but no check of the watch has succeeded for ten minutes, neither a sweep nor a probe of the totals. Only the polls of each onboarding notice acceptances, within `ONBOARDING_CHECK_EVERY`.',
    look: '`onboarding_watch_sweeps_total{outcome="failed"}`, and the heartbeat of the watch in Temporal\'s UI (`error`).',
    act: 'If sweeps fail, the cause is Vultr or the key: see their alerts. If there are no sweeps at all, check that workers are running, then see [the invitation watch](#late-acceptances-the-invitation-watch). `check` makes one onboarding poll now.',
  },
  OnboardingWatchLagging: {
    meaning:
      'More than a minute passes between two checks of the watch, so people see an empty Console for that much longer.',
    look: '`onboarding_watch_pending` (many invitations make a sweep long), `onboarding_budget_rate`, and the durations of `GET /v2/invitation`.',
    act: 'If the rate budget is too small, raise `VULTR_REQUESTS_PER_SECOND` as far as Vultr allows for the network address. If Vultr is slow, wait.',
  },
  OnboardingUnreadable: {
    meaning:
      'Onboardings that wait are encrypted with a key that the workers do not have, usually because it was removed too early. They make no progress, and acceptances of their invitations are not noticed. All others continue.',
    look: '`npm run doctor` names the onboardings and the ID of the key; `GET /v1/onboardings` lists them under `unreadable`.',
    act: 'Add the key at the end of `ONBOARDING_ENCRYPTION_KEYS` of every API, worker and codec server, and restart them. The onboardings continue by themselves, and the number falls within an hour. If the key is lost, delete their executions in Temporal (`temporal workflow delete`) and send their requests again: a new onboarding adopts what exists at Vultr.',
  },
  OnboardingKeyRefused: {
    meaning:
      'Vultr responds with 401. The workers take no work for Vultr. Onboardings wait where they are; none of them fails.',
    look: 'The error "Vultr rejects the API key" in the log of a worker contains Vultr\'s message.',
    act: '[The key is rejected](#no-progress-the-key-is-rejected). Work continues as soon as a probe succeeds. You do not have to retry any onboarding.',
  },
  OnboardingOperationForbidden: {
    meaning:
      'Vultr responds to some operations with 403. Onboardings that need one of them retry it and then need attention with the code `vultr_forbidden`; everything else continues.',
    look: 'The error "Vultr forbids the API key some operations" in the log of a worker names the operations.',
    act: '[An operation is forbidden](#an-operation-is-forbidden).',
  },
  OnboardingVultrPause: {
    meaning:
      'Vultr sent a `Retry-After` of more than five seconds. The workers that received it take no work for Vultr until that time is over. Onboardings wait where they are; none of them fails, and no acceptance is noticed.',
    look: 'The error "Vultr asked for a long pause" in the log of a worker contains the request and Vultr\'s message; `onboarding_vultr_requests_total{outcome="429"}` shows what preceded it.',
    act: 'Wait, and look for other programs that use the same network address. If the pause is a mistake, restart the workers: they ask Vultr again at once.',
  },
  OnboardingVultrRateLimited: {
    meaning: 'Vultr rejects more than 5 % of the requests with 429. Steps are retried, so they finish later.',
    look: 'The sum of `onboarding_budget_rate` over all workers must not exceed `VULTR_REQUESTS_PER_SECOND`. Then look for other programs that use the same network address.',
    act: 'Lower `VULTR_REQUESTS_PER_SECOND` until this stops, or give the workers their own network address.',
  },
  OnboardingVultrFailing: {
    meaning:
      'More than 20 % of the requests to Vultr got a 5xx, no response, or a response that cannot be parsed. Steps are retried until `ONBOARDING_STEP_PATIENCE` is over; then onboardings need attention.',
    look: '`onboarding_vultr_requests_total` by `operation` and `outcome`. `network` for every operation points to this side, `5xx` to Vultr, and `unreadable` to a response with an unknown shape.',
    act: "Check Vultr's status page and the network of the workers. When it is over, retry the onboardings that need attention with the code `vultr_unavailable`.",
  },
  OnboardingApiDown: {
    meaning:
      'Prometheus has had no sample from any API for two minutes. Onboardings continue, but callers cannot start or command any.',
    look: '`GET /live` on the machine of the API, and whether Prometheus can reach `/metrics`.',
    act: 'Start the API. Callers repeat the requests that failed; a repeated request starts nothing twice.',
  },
  OnboardingTemporalAway: {
    meaning:
      'No API has reached Temporal for three minutes. Nothing makes progress and nothing is lost: onboardings resume where they are when Temporal is back.',
    look: "`GET /ready` of the API and `npm run doctor`, then Temporal's processes and its database.",
    act: 'Bring Temporal back. In the meantime callers get 503 and retry. If invitations expire in that time, the onboardings resend them.',
  },
  OnboardingNothingMoves: {
    meaning: 'Onboardings are in progress, but no attempt of any step has ended for half an hour.',
    look: '`npm run doctor` and `npm run deployment -- status`: with worker versioning, they show whether the current build has workers. Also the other alerts: a rejected key or a long pause stops all work as well.',
    act: 'Make a build that has workers the current one, or start workers with the current build ID.',
  },
  OnboardingNoWorkers: {
    meaning: 'No worker polls Temporal. Onboardings stand still, and nothing notices acceptances.',
    look: 'Whether the worker processes are running, their last log lines, and whether Prometheus can reach `ONBOARDING_WORKER_METRICS`.',
    act: 'Start a worker. Every onboarding resumes where it is.',
  },
  OnboardingBlankScreenLong: {
    meaning:
      '5 % of the people who accepted in the last hour waited for more than a minute for verified access.',
    look: "In this order: `onboarding_watch_lag` (noticed late), the schedule-to-start latencies (started late), `onboarding_vultr_request_duration` (Vultr is slow), and retried steps in the worker's log.",
    act: 'Act on the one that stands out; see its own alert. For people who see "No Active Organization" now, see [that section](#a-person-sees-no-active-organization).',
  },
  OnboardingCutOffLate: {
    meaning:
      'Of the people who left in the last hour, 5 % kept their access for more than five minutes after the brake had let their departure go.',
    look: '`GET /v1/offboardings?state=suspending` and `?state=needs_attention`: who is not cut off yet. Then `onboarding_gate_closed` (Vultr rejects the key, or has asked for a pause), `onboarding_vultr_request_duration` (Vultr is slow), and retried `suspendUser` and `closeApi` steps in the log of the workers.',
    act: 'Suspend those who must lose access now in the Vultr Console; the offboarding sees it and goes on. Then act on the cause; see its own alert.',
  },
  OnboardingScimSilent: {
    meaning:
      'An identity provider that sent SCIM requests in nearly every hour of the day before has sent none for three hours. People who leave there keep their access here.',
    look: 'The provisioning log of the identity provider: Entra puts a job into quarantine after many errors. Then `onboarding_scim_requests_total` by `status`: a 401 means that the key has changed or was removed.',
    act: 'Start the provisioning again in the identity provider; it sends what it has missed. See [SCIM](scim.md).',
  },
  OnboardingScimAwaitingGroup: {
    meaning:
      'The identity provider has sent users who match no role of the roles file for more than an hour. They get no email and no access.',
    look: '`/console/scim` lists the users, their groups, and the groups that no role names. `onboarding_scim_unmapped_groups` counts these.',
    act: 'Name the group or the role in the [roles file](roles.md#roles-by-scim), or put the users into a group that it names, or give the file a `default`. Users who are to have no access here belong out of the scope of the application in the identity provider.',
  },
  OnboardingTasksWait: {
    meaning: '5 % of the tasks wait for more than five seconds for a worker.',
    look: '`temporal_worker_task_slots_used` of the `vultr-` queue (the maximum is 200), `temporal_worker_task_slots_available` of the `onboarding-` queue (0 means that all slots are taken), and the CPU of the workers. While the key is rejected or Vultr has asked for a pause, activities wait on purpose.',
    act: 'Start more workers. They share the rate budget automatically.',
  },
};

/** The section about alerts, as paragraphs of Markdown. */
export function alertSections(): string[] {
  const sections = Object.entries(alertEntries).map(([name, { meaning, look, act }]) =>
    [`### ${name}`, meaning, list([`First look: ${look}`, `What to do: ${act}`])].join('\n\n'),
  );
  return [
    '## Alerts',
    'The rules are in `deploy/prometheus/alerts.yml`, for Prometheus 3. They need the metrics of both: each API at `GET /metrics`, which requires no key and must not be reachable from outside, and each worker at `ONBOARDING_WORKER_METRICS`.',
    '`deploy/grafana/onboarding.json` is a dashboard of these metrics. The screenshot shows it after a few minutes of `npm start`, with some hires whose policy does not exist and some who never accept.',
    '![The dashboard in Grafana: 57 onboardings need attention, 160 are open](dashboard.png)',
    ...sections,
  ];
}
