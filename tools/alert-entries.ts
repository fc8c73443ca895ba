type AlertEntry = { readonly means: string; readonly look: string; readonly act: string };

/** What docs/operations.md says of each alert in deploy/prometheus/alerts.yml; a test holds the two together. */
export const alertEntries: Readonly<Record<string, AlertEntry>> = {
  OnboardingNeedsAttention: {
    means:
      'For a quarter of an hour at least one run has waited for a person. Nothing is lost; somebody waits for access.',
    look: '“Find what is stuck” above, and `onboarding_needs_attention_total` by `step` and `code`: one code for many runs is one cause.',
    act: 'What `explain` says of the run. Where many have the same code, mend the cause first and retry them after it.',
  },
  OnboardingWatchSilent: {
    means:
      'People are invited, and no sweep has succeeded for ten minutes. Acceptances are noticed by the runs themselves only, at the latest after `ONBOARDING_CHECK_EVERY`.',
    look: '`onboarding_watch_sweeps_total{outcome="failed"}`, and in Temporal’s UI the heartbeat of the watch (`error`).',
    act: 'Where sweeps fail, Vultr or the key is the cause: see the alerts of these. Where there are none at all, see that workers run; then “Acceptances are noticed late” above. `check` makes one run look now.',
  },
  OnboardingWatchLagging: {
    means: 'More than a minute passes between two sweeps, so the blank screen lasts as much longer.',
    look: '`onboarding_watch_pending` (many pages make a sweep long), `onboarding_budget_rate`, and the durations of `GET /v2/invitation`.',
    act: 'Where the budget is what is short, raise `VULTR_REQUESTS_PER_SECOND` as far as Vultr allows for the address. Where Vultr is slow, wait.',
  },
  OnboardingKeyRefused: {
    means:
      'Vultr answers 401 or 403. Workers take no work for Vultr; runs wait where they are and fail nowhere.',
    look: 'The error “Vultr refuses the API key” in the log of a worker says the code and Vultr’s words.',
    act: '“Nothing moves: the key is refused” above. Work goes on by itself when a probe succeeds; no run has to be retried.',
  },
  OnboardingVultrRateLimited: {
    means: 'More than one request in twenty is answered 429. Steps are tried again, only later.',
    look: '`onboarding_budget_rate` summed over all workers must not exceed `VULTR_REQUESTS_PER_SECOND`; then other programs that use the same address.',
    act: 'Lower `VULTR_REQUESTS_PER_SECOND` until it stops, or give the workers an address of their own.',
  },
  OnboardingVultrFailing: {
    means:
      'More than one request in five got a 5xx, no answer, or one that cannot be read. Steps are tried again until `ONBOARDING_STEP_PATIENCE` is over; then runs need attention.',
    look: '`onboarding_vultr_requests_total` by `operation` and `outcome`: `network` everywhere is this side, `5xx` is Vultr’s, `unreadable` is an answer of an unknown shape.',
    act: 'Check Vultr’s status page and the network of the workers. When it is over, retry the runs with `vultr_unavailable`.',
  },
  OnboardingApiDown: {
    means:
      'Prometheus has had no sample from any API for two minutes. Runs go on; nobody can start or command one.',
    look: '`GET /live` of the API from the machine itself, and whether Prometheus is allowed to reach `/metrics`.',
    act: 'Start the API. What callers could not send, they send again: a request that is repeated starts nothing twice.',
  },
  OnboardingTemporalAway: {
    means:
      'No API has had an answer from Temporal for three minutes. Nothing moves, nothing is lost: runs go on where they stand when it is back.',
    look: '`GET /ready` of the API, `npm run doctor`, then Temporal’s own processes and its database.',
    act: 'Bring Temporal back. Callers got 503 meanwhile and repeat themselves; windows that ended at Vultr are renewed by the runs.',
  },
  OnboardingNothingMoves: {
    means:
      'Runs are in the middle of their work, and for half an hour no attempt of any step has ended anywhere.',
    look: '`npm run doctor`: with worker versioning it says whether the current build has workers. `npm run deployment -- status`. The other alerts: a refused key stops all work, too.',
    act: 'Make a build the current one that has workers, or start workers of the current one.',
  },
  OnboardingNoWorkers: {
    means: 'No worker asks Temporal for tasks. Runs stand still, and acceptances go unnoticed.',
    look: 'Whether the worker’s processes live, their last log lines, and whether `ONBOARDING_WORKER_METRICS` can be scraped.',
    act: 'Start a worker. Every run goes on from where it stands.',
  },
  OnboardingBlankScreenLong: {
    means:
      'One in twenty of the people who accepted in the last hour had no verified access for more than a minute.',
    look: 'In this order: `onboarding_watch_lag` (noticed late), the schedule-to-start latencies (done late), `onboarding_vultr_request_duration` (Vultr slow), steps tried again in the worker’s log.',
    act: 'What the one that stands out asks for: see its own alert. People who see “No Active Organization” now: the last chapter.',
  },
  OnboardingTasksWait: {
    means: 'One task in twenty waits more than five seconds for a worker.',
    look: '`temporal_worker_task_slots_used` of the `vultr-` queue (200 is all that there are) and `temporal_worker_task_slots_available` of the other one (0 is all slots taken), and the CPU of the workers. While the key is refused, activities wait on purpose.',
    act: 'Start more workers: they share the budget by themselves.',
  },
};

/** The chapter of the alerts, as paragraphs of Markdown. */
export function alertChapter(): string[] {
  const entries = Object.entries(alertEntries).map(([name, { means, look, act }]) =>
    [`### ${name}`, means, `- First look: ${look}`, `- What to do: ${act}`]
      .join('\n\n')
      .replace('\n\n- What', '\n- What'),
  );
  return [
    '## Alerts',
    'The rules are in `deploy/prometheus/alerts.yml`, for Prometheus 3. They need both to be scraped: `GET /metrics` of each API, which takes no key and should not be reachable from outside, and each worker at `ONBOARDING_WORKER_METRICS`. `deploy/grafana/onboarding.json` is a dashboard of the same metrics, below after some minutes of `npm start` in which some hires came with a policy that does not exist and some never answered.',
    '![The dashboard in Grafana: 57 runs wait for a person, 160 are open](dashboard.png)',
    ...entries,
  ];
}
