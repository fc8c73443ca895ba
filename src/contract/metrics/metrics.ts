/** One of the service's own metrics. Durations are in seconds; Prometheus appends `_total` to the name of a counter. */
type Metric = {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets, in seconds. */
  readonly buckets?: readonly number[];
  readonly text: string;
};

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Labels have few values, and none is personal: no email, no workflow ID, no group name. */
export const metrics = {
  onboarding_invitations_sent: {
    kind: 'counter',
    labels: ['kind'],
    text: 'Invitation emails sent, by kind: the first one of an onboarding, or a resend.',
  },
  onboarding_needs_attention: {
    kind: 'counter',
    labels: ['step', 'code'],
    text: 'Steps that failed permanently, so that their onboarding waits for an operator.',
  },
  onboarding_completed: { kind: 'counter', labels: [], text: 'Onboardings that ended with verified access.' },
  onboarding_cancelled: { kind: 'counter', labels: [], text: 'Onboardings that ended as cancelled.' },
  onboarding_offboarded: {
    kind: 'counter',
    labels: ['outcome'],
    text: 'Offboardings that ended, by outcome: left or reinstated.',
  },
  onboarding_cut_off: {
    kind: 'histogram',
    labels: [],
    buckets: [1, 2, 5, 10, 20, 30, minute, 2 * minute, 5 * minute, 15 * minute, hour],
    text: 'Seconds from the moment when the brake let a departure go until suspension and closed API access had been read back.',
  },
  onboarding_time_to_acceptance: {
    kind: 'histogram',
    labels: [],
    buckets: [minute, 10 * minute, hour, 4 * hour, 12 * hour, day, 2 * day, 3 * day, 7 * day, 14 * day],
    text: 'Seconds from the first invitation email to the acceptance.',
  },
  onboarding_blank_screen: {
    kind: 'histogram',
    labels: [],
    buckets: [1, 2, 3, 5, 10, 20, 30, minute, 2 * minute, 5 * minute, 15 * minute, hour, 6 * hour],
    text: 'Seconds from the acceptance to verified access, during which the person may see an empty Vultr Console.',
  },
  onboarding_vultr_requests: {
    kind: 'counter',
    labels: ['operation', 'outcome'],
    text: 'Requests to Vultr by outcome: 2xx, the status of a 4xx, 5xx, unreadable (a response that cannot be parsed), network (no response), aborted.',
  },
  onboarding_vultr_request_duration: {
    kind: 'histogram',
    labels: ['operation'],
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    text: 'Seconds that a request to Vultr took, without the wait for the rate budget.',
  },
  onboarding_watch_lag: {
    kind: 'gauge',
    labels: [],
    text: 'Seconds between the starts of the last two checks of the watch: sweeps, or probes that made a sweep unnecessary.',
  },
  onboarding_watch_pending: {
    kind: 'gauge',
    labels: [],
    text: 'Invitations that could still be accepted at the last sweep.',
  },
  onboarding_watch_unreadable: {
    kind: 'gauge',
    labels: [],
    text: 'Waiting onboardings that the watch skips because it lacks their encryption key, counted once per round.',
  },
  onboarding_watch_sweeps: {
    kind: 'counter',
    labels: ['outcome'],
    text: 'Sweeps of all invitations by outcome: ok, failed, or skipped because the totals had not changed.',
  },
  onboarding_gate_closed: {
    kind: 'gauge',
    labels: ['by'],
    text: '1 while this worker takes no work for Vultr, else 0, by cause: Vultr rejects the API key (key) or asked for a long pause (pause).',
  },
  onboarding_forbidden_operations: {
    kind: 'gauge',
    labels: [],
    text: 'Operations that Vultr forbids the API key (403). Apart from rare trials, this worker does not send them.',
  },
  onboarding_budget_rate: {
    kind: 'gauge',
    labels: [],
    text: 'Requests per second that this worker may send to Vultr.',
  },
  onboarding_brake_answers: {
    kind: 'counter',
    labels: ['verdict'],
    text: 'Answers of the brake to those who asked: pass, held, released or refused.',
  },
  onboarding_brake_held: {
    kind: 'gauge',
    labels: [],
    text: 'Onboardings and offboardings that the brake holds until an operator decides, at most 30 seconds old; absent while Temporal does not respond.',
  },
  onboarding_temporal_reachable: {
    kind: 'gauge',
    labels: [],
    text: '1 if Temporal answered the API at its last check, at most 30 seconds ago, else 0.',
  },
  onboarding_open_runs: {
    kind: 'gauge',
    labels: ['state'],
    text: 'Open onboardings by state, at most 30 seconds old; absent while Temporal does not respond.',
  },
  onboarding_scim_requests: {
    kind: 'counter',
    labels: ['caller', 'resource', 'method', 'status'],
    text: 'Requests of identity providers to SCIM, by the name of the key, resource (such as Users), method and status.',
  },
  onboarding_scim_users: {
    kind: 'gauge',
    labels: ['state'],
    text: 'SCIM users by the state of their access, at most six minutes old; absent while Temporal does not respond.',
  },
  onboarding_scim_users_waiting: {
    kind: 'gauge',
    labels: [],
    text: 'SCIM users who have waited for a group or a role of the roles file for more than an hour, as old as the number of users.',
  },
  onboarding_scim_unmapped_groups: {
    kind: 'gauge',
    labels: [],
    text: 'SCIM groups that no role of the roles file names, as old as the number of users.',
  },
  onboarding_api_request_duration: {
    kind: 'histogram',
    labels: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    text: 'Seconds that the API took to serve a request.',
  },
} as const satisfies Record<`onboarding_${string}`, Metric>;

export type MetricName = keyof typeof metrics;

type NameOf<Kind extends Metric['kind']> = {
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
