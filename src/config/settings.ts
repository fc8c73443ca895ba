import { z } from 'zod';
import { receiversSetting } from '../contract/config/receivers.ts';
import {
  apiKeys,
  duration,
  encryptionKeys,
  headerSecret,
  hostAndPort,
  httpsUrl,
  networks,
  origins,
  port,
  vultrUrl,
  wholeNumber,
} from './kinds.ts';

type Setting = {
  readonly schema: z.ZodType;
  readonly default: string | undefined;
  readonly group: string;
  readonly secret?: true;
  readonly text: string;
};

/** Every variable that the service reads, except Temporal's own. `docs/configuration.md` is made from this table. */
export const settings = {
  PORT: { schema: port, default: '3000', group: 'API', text: 'Port of the API.' },
  HOST: {
    schema: z.string(),
    default: '127.0.0.1',
    group: 'API',
    text: 'Address that the API listens on, and the simulator where it runs alone. Beyond this machine, put it behind a TLS proxy.',
  },
  ONBOARDING_API_KEYS: {
    schema: apiKeys,
    default: undefined,
    group: 'API',
    secret: true,
    text: 'Who may call the API: `name:secret`, comma-separated or one a line. A secret may stand as `sha256=` and its hash, and a name may be followed by what the key is for: `hr/read+write:sha256=…` (`read`, `write`, `operate`, `decode`; without, everything). `npm run api-key` makes one. From a file (`ONBOARDING_API_KEYS_FILE`), changes are taken without a restart. `npm start` makes one and keeps it in the data directory.',
  },
  ONBOARDING_API_RATE: {
    schema: wholeNumber(1, 100_000),
    default: '100',
    group: 'API',
    text: 'How many requests a second one caller may send to one API process.',
  },
  ONBOARDING_DRAIN: {
    schema: duration({ atLeastMs: 0 }),
    default: '0s',
    group: 'API',
    text: 'How long the API goes on answering after SIGTERM while `/ready` says 503, so that a load balancer takes it out before it closes its port: longer than the balancer needs to notice.',
  },
  ONBOARDING_JWT_ISSUER: {
    schema: httpsUrl.optional(),
    default: undefined,
    group: 'API',
    text: 'Where people sign in: the `iss` of their JWTs, as an https URL. Unset, there are API keys only.',
  },
  ONBOARDING_JWT_AUDIENCE: {
    schema: z.string().optional(),
    default: undefined,
    group: 'API',
    text: 'The `aud` that such a JWT must have.',
  },
  ONBOARDING_JWT_JWKS_URL: {
    schema: httpsUrl.optional(),
    default: undefined,
    group: 'API',
    text: 'Where the issuer publishes its keys. The scopes are taken from `scope`, as `onboardings:read onboardings:operate`.',
  },
  ONBOARDING_ID_KEY: {
    schema: z.string().min(32, 'must have at least 32 characters'),
    default: undefined,
    group: 'API',
    secret: true,
    text: 'Key of the hash that makes workflow ids from addresses. The same for every API and every worker, for ever: another key means other ids. `npm start` makes one.',
  },
  ONBOARDING_ENCRYPTION_KEYS: {
    schema: encryptionKeys,
    default: undefined,
    group: "Temporal's data",
    secret: true,
    text: '`id:base64 of 32 bytes`, comma-separated or one a line: what the service gives to Temporal is encrypted with the first of them and can be read with all. The same for every API, worker and codec server. `npm start` makes one.',
  },
  ONBOARDING_CODEC_PORT: {
    schema: port,
    default: '8234',
    group: "Temporal's data",
    text: "Port of the codec server, which decrypts for Temporal's UI. It listens on `HOST`.",
  },
  ONBOARDING_CODEC_ORIGINS: {
    schema: origins,
    default: 'http://127.0.0.1:8233,http://localhost:8233',
    group: "Temporal's data",
    text: 'Whose pages may ask the codec server: the origins of Temporal’s UI, comma-separated.',
  },
  VULTR_API_KEY: {
    schema: headerSecret,
    default: undefined,
    group: 'Vultr',
    secret: true,
    text: "The organization's API key. Unset, `npm start` uses the simulator.",
  },
  VULTR_API_URL: {
    schema: vultrUrl,
    default: 'https://api.vultr.com',
    group: 'Vultr',
    text: 'Base address without `/v2`; plain http to this machine, and to names in `.internal`, only.',
  },
  VULTR_TIMEOUT: {
    schema: duration({ atLeastMs: 1_000 }),
    default: '10s',
    group: 'Vultr',
    text: 'How long one request may take, its answer included.',
  },
  VULTR_REQUESTS_PER_SECOND: {
    schema: wholeNumber(1, 1_000),
    default: '25',
    group: 'Vultr',
    text: 'Budget of the organization, shared by all its workers. Vultr allows 30 a second for each address.',
  },
  ONBOARDING_ORGANIZATION: {
    schema: z.string().regex(/^[\w.-]{1,50}$/, 'must have 1 to 50 letters, digits, dots, - or _'),
    default: 'default',
    group: 'Onboarding',
    text: 'A name for the Vultr organization, the same for its API and its workers: part of ids and task queues, so that two organizations can share a Temporal namespace.',
  },
  ONBOARDING_MAX_INVITATIONS: {
    schema: wholeNumber(1, 100),
    default: '5',
    group: 'Onboarding',
    text: 'After this many invitations without an answer a person is asked.',
  },
  ONBOARDING_CHECK_EVERY: {
    schema: duration({ atLeastMs: 1_000 }),
    default: '6h',
    group: 'Onboarding',
    text: 'How often a waiting run looks for itself at the latest. The watch is far quicker; this is for the time when there is none.',
  },
  ONBOARDING_INVITATION_LIFETIME: {
    schema: duration(),
    default: '3d',
    group: 'Onboarding',
    text: "How long an invitation lives where Vultr's answer has no `expiration_date`.",
  },
  ONBOARDING_SETTLE: {
    schema: duration({ atLeastMs: 1_000 }),
    default: '15s',
    group: 'Onboarding',
    text: 'How long reads may lag behind a write; after an ambiguous write nothing is written again before.',
  },
  ONBOARDING_READ_PATIENCE: {
    schema: duration(),
    default: '5m',
    group: 'Onboarding',
    text: 'How long a reading may disagree with what was written before a person is asked.',
  },
  ONBOARDING_STEP_PATIENCE: {
    schema: duration(),
    default: '30m',
    group: 'Onboarding',
    text: 'How long a step fights passing faults before a person is asked (counted in attempts).',
  },
  ONBOARDING_ATTEMPT_TIMEOUT: {
    schema: duration({ atLeastMs: 2_000 }),
    default: '45s',
    group: 'Onboarding',
    text: 'One attempt of a step; a worker that died is noticed after this long.',
  },
  ONBOARDING_RETRY_FIRST: {
    schema: duration({ atLeastMs: 1_000 }),
    default: '1s',
    group: 'Onboarding',
    text: 'The first pause after a passing fault; it doubles.',
  },
  ONBOARDING_RETRY_MAX: {
    schema: duration({ atLeastMs: 1_000 }),
    default: '1m',
    group: 'Onboarding',
    text: 'The longest pause after a passing fault.',
  },
  ONBOARDING_GROUP_ANSWER: {
    schema: duration({ atLeastMs: 1_000 }),
    default: '15m',
    group: 'Onboarding',
    text: "A run that heard nothing from its group's writer asks again after this long.",
  },
  ONBOARDING_GROUP_IDLE: {
    schema: duration({ atLeastMs: 1_000 }),
    default: '1m',
    group: 'Onboarding',
    text: "A group's writer that nobody asks ends after this long.",
  },
  ONBOARDING_SWEEP_EVERY: {
    schema: duration({ atLeastMs: 1_000 }),
    default: '2s',
    group: 'Onboarding',
    text: 'How often the watch sweeps all invitations while somebody waits. Where they fill many pages, less often: sweeps take a sixth of the budget at most.',
  },
  ONBOARDING_SWEEP_IDLE: {
    schema: duration({ atLeastMs: 1_000 }),
    default: '30s',
    group: 'Onboarding',
    text: 'How often it sweeps while nobody waits. A new invitation wakes it.',
  },
  ONBOARDING_WEBHOOKS: {
    schema: receiversSetting,
    default: undefined,
    group: 'Webhooks',
    secret: true,
    text: 'Who hears of events, as a JSON array of `{"name", "url", "secret", "events"}`; see [webhooks](webhooks.md). The same for the API and the workers. Unset, nobody.',
  },
  ONBOARDING_WEBHOOKS_ALLOW: {
    schema: networks,
    default: undefined,
    group: 'Webhooks',
    text: 'Networks beside the public ones to which events may be sent, such as `10.1.0.0/16`, comma-separated.',
  },
  ONBOARDING_WORKER_METRICS: {
    schema: hostAndPort.optional(),
    default: undefined,
    group: 'Worker',
    text: 'Where the worker offers its metrics for Prometheus, as `host:port`: those of Temporal’s SDK, and the worker’s own. Unset, nowhere. The API has its own at `/metrics`.',
  },
  ONBOARDING_WORKER_HEALTH: {
    schema: hostAndPort.optional(),
    default: undefined,
    group: 'Worker',
    text: 'Where the worker answers `GET /live` and `GET /ready`, as `host:port`. Unset, nowhere.',
  },
  ONBOARDING_BUILD_ID: {
    schema: z
      .string()
      .regex(/^[\w.-]{1,100}$/, 'must have 1 to 100 letters, digits, dots, - or _')
      .optional(),
    default: undefined,
    group: 'Worker',
    text: 'Version of this build, for Temporal’s worker versioning: a worker of it takes work when `npm run deployment -- current` has named it. Unset, every worker takes any work. docs/upgrades.md',
  },
  ONBOARDING_WORKFLOW_BUNDLE: {
    schema: z.string().optional(),
    default: undefined,
    group: 'Worker',
    text: 'File of a workflow bundle made with the same version of the SDK. Without it a worker bundles at its start, which takes seconds. For traces it must be one of `npm run bundle`.',
  },
  ONBOARDING_DATA_DIR: {
    schema: z.string(),
    default: '.data',
    group: 'npm start',
    text: "Where `npm start` keeps Temporal's database, the simulator's state and generated keys.",
  },
  ONBOARDING_CACHE_DIR: {
    schema: z.string().optional(),
    default: undefined,
    group: 'npm start',
    text: 'Where a downloaded or built Temporal is kept. Default: `vultr-onboarding` in the cache directory of the user.',
  },
  DEV_TEMPORAL_PORT: {
    schema: port,
    default: '7233',
    group: 'npm start',
    text: 'Port of the Temporal that `npm start` brings along.',
  },
  DEV_TEMPORAL_UI_PORT: { schema: port, default: '8233', group: 'npm start', text: 'Port of its UI.' },
  SIMULATOR_PORT: { schema: port, default: '4010', group: 'npm start', text: 'Port of the Vultr simulator.' },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: z.url('must be a URL').optional(),
    default: undefined,
    group: 'Traces',
    text: 'Where traces go over OTLP/HTTP, such as `http://127.0.0.1:4318`. Set, the service traces. OpenTelemetry’s SDK reads it, and its other `OTEL_*` variables, by itself.',
  },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: {
    schema: z.url('must be a URL').optional(),
    default: undefined,
    group: 'Traces',
    text: 'The same with the whole path, for traces only.',
  },
  OTEL_TRACES_EXPORTER: {
    schema: z.enum(['otlp', 'none'], 'must be otlp or none').optional(),
    default: undefined,
    group: 'Traces',
    text: '`otlp` traces to the endpoint or its default; `none` does not, whatever else is set.',
  },
  OTEL_SDK_DISABLED: {
    schema: z.string().optional(),
    default: undefined,
    group: 'Traces',
    text: '`true` turns traces off.',
  },
  LOG_LEVEL: {
    schema: z.enum(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error'),
    default: 'info',
    group: 'Logs',
    text: 'What is logged, as JSON lines on standard error.',
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;

type Parsed<Name extends SettingName> = z.output<(typeof settings)[Name]['schema']>;

/** `undefined` where a variable without a default is unset. */
export type SettingValues = {
  [Name in SettingName]: (typeof settings)[Name] extends { default: string }
    ? Parsed<Name>
    : Parsed<Name> | undefined;
};
