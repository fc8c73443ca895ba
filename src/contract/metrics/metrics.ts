/** Every metric of this service's own. Durations are seconds; Prometheus sees a counter with `_total` behind its name. */
type MetricFacts = {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  /** Upper bounds of the buckets of a histogram, in seconds. */
  readonly buckets?: readonly number[];
  readonly text: string;
};

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Label values are few and nobody's data: no address, no id of a run, no name of a group. */
export const metrics = {
  onboarding_invitations_sent: {
    kind: 'counter',
    labels: ['kind'],
    text: 'Mails that went out: the first of a run, or one again.',
  },
  onboarding_needs_attention: {
    kind: 'counter',
    labels: ['step', 'code'],
    text: 'How often a step gave up and asked for a person.',
  },
  onboarding_completed: { kind: 'counter', labels: [], text: 'Runs that ended with verified access.' },
  onboarding_cancelled: { kind: 'counter', labels: [], text: 'Runs that ended cancelled.' },
  onboarding_time_to_acceptance: {
    kind: 'histogram',
    labels: [],
    buckets: [minute, 10 * minute, hour, 4 * hour, 12 * hour, day, 2 * day, 3 * day, 7 * day, 14 * day],
    text: 'Seconds from the first mail to the acceptance.',
  },
  onboarding_blank_screen: {
    kind: 'histogram',
    labels: [],
    buckets: [1, 2, 3, 5, 10, 20, 30, minute, 2 * minute, 5 * minute, 15 * minute, hour, 6 * hour],
    text: 'Seconds from the acceptance to verified access: for this long the person could meet an empty Console.',
  },
  onboarding_vultr_requests: {
    kind: 'counter',
    labels: ['operation', 'outcome'],
    text: 'Requests to Vultr: 2xx, the code of a 4xx, 5xx, network (no answer), aborted.',
  },
  onboarding_vultr_request_duration: {
    kind: 'histogram',
    labels: ['operation'],
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    text: 'Seconds of a request to Vultr, without the wait for the budget.',
  },
  onboarding_watch_lag: {
    kind: 'gauge',
    labels: [],
    text: 'Seconds between the beginnings of the last two sweeps.',
  },
  onboarding_watch_pending: {
    kind: 'gauge',
    labels: [],
    text: 'Invitations that can still be accepted, at the last sweep.',
  },
  onboarding_watch_sweeps: {
    kind: 'counter',
    labels: ['outcome'],
    text: 'Sweeps of all invitations: ok or failed.',
  },
  onboarding_key_breaker_open: {
    kind: 'gauge',
    labels: [],
    text: '1 while Vultr refuses the API key and no work is taken.',
  },
  onboarding_budget_rate: {
    kind: 'gauge',
    labels: [],
    text: 'Requests to Vultr that this worker may send a second.',
  },
  onboarding_temporal_answers: {
    kind: 'gauge',
    labels: [],
    text: '1 where Temporal answered the API within the last half minute, else 0.',
  },
  onboarding_open_runs: {
    kind: 'gauge',
    labels: ['state'],
    text: 'Open runs by state, half a minute old at most; absent while Temporal does not answer.',
  },
  onboarding_api_request_duration: {
    kind: 'histogram',
    labels: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    text: 'Seconds of a request to the API.',
  },
} as const satisfies Record<`onboarding_${string}`, MetricFacts>;

export type MetricName = keyof typeof metrics;

type NameOf<Kind extends MetricFacts['kind']> = {
  [Name in MetricName]: (typeof metrics)[Name]['kind'] extends Kind ? Name : never;
}[MetricName];

export type CounterName = NameOf<'counter'>;
export type GaugeName = NameOf<'gauge'>;
export type HistogramName = NameOf<'histogram'>;
/** A value for each label of the metric. */
export type LabelsOf<Name extends MetricName> = Readonly<
  Record<(typeof metrics)[Name]['labels'][number], string>
>;

export const metricNames = Object.keys(metrics) as MetricName[];
