import { z } from 'zod';
import { maxGraceDays } from '../contract/api/offboarding-request.ts';
import { receiversSetting } from '../contract/config/receivers.ts';
import {
  apiKeys,
  consoleRoles,
  duration,
  emails,
  encryptionKeys,
  headerSecret,
  host,
  hostAndPort,
  httpsUrl,
  issuerUrl,
  networks,
  oidcScope,
  origins,
  port,
  secureOrigin,
  texts,
  vultrUrl,
  wholeNumber,
} from './kinds.ts';
import { rolesFile } from './roles-file.ts';

type Setting = {
  readonly schema: z.ZodType;
  readonly default: string | undefined;
  readonly group: string;
  readonly secret?: true;
  readonly text: string;
};

/**
 * Every environment variable that the service reads, except Temporal's own. `docs/configuration.md` is generated from
 * this table.
 */
export const settings = {
  PORT: { schema: port, default: '3000', group: 'API', text: 'Port of the API.' },
  HOST: {
    schema: host,
    default: '127.0.0.1',
    group: 'API',
    text: 'Network address, or a name for it, that the API and the codec server listen on, and the simulator if it runs alone. To serve other machines, put a TLS proxy in front.',
  },
  ONBOARDING_API_KEYS: {
    schema: apiKeys,
    default: undefined,
    group: 'API',
    secret: true,
    text: 'The callers of the API: `name:secret`, separated by commas or line breaks. `sha256=` and the hash can replace the secret. Scopes can follow the name, as in `hr/read+write:sha256=…` (`read`, `write`, `offboard`, `operate`, `release`, `decode`); without them a key has all of these. The key of an identity provider has the scope `provision` alone: see [SCIM](scim.md). `npm run api-key` creates an entry. If the keys come from a file (`ONBOARDING_API_KEYS_FILE`), changes take effect without a restart. `npm start` creates a key and keeps it in the data directory.',
  },
  ONBOARDING_API_RATE: {
    schema: wholeNumber(1, 100_000),
    default: '100',
    group: 'API',
    text: 'Requests per second that one caller may send to one API process.',
  },
  ONBOARDING_DRAIN: {
    schema: duration({ minMs: 0 }),
    default: '0s',
    group: 'API',
    text: 'How long the API keeps serving after SIGTERM while `/ready` returns 503. Behind a load balancer, set it to longer than the balancer needs to notice, so that the port closes only after the balancer has removed the API.',
  },
  ONBOARDING_JWT_ISSUER: {
    schema: httpsUrl.optional(),
    default: undefined,
    group: 'API',
    text: 'The identity provider where people sign in: the `iss` of their JWTs, as an https URL. If unset, only API keys are accepted.',
  },
  ONBOARDING_JWT_AUDIENCE: {
    schema: z.string().optional(),
    default: undefined,
    group: 'API',
    text: 'The `aud` that these JWTs must have.',
  },
  ONBOARDING_JWT_JWKS_URL: {
    schema: httpsUrl.optional(),
    default: undefined,
    group: 'API',
    text: 'Where the issuer publishes its keys. The claim `scope` holds the scopes, such as `onboardings:read onboardings:operate`.',
  },
  ONBOARDING_ID_KEY: {
    schema: z.string().min(32, 'must have at least 32 characters'),
    default: undefined,
    group: 'API',
    secret: true,
    text: 'Key of the hash that turns an email into a workflow ID. It must be the same for every API and every worker, forever: another key gives other IDs. `npm start` creates one.',
  },
  ONBOARDING_ENCRYPTION_KEYS: {
    schema: encryptionKeys,
    default: undefined,
    group: "Temporal's data",
    secret: true,
    text: '`id:base64 of 32 bytes`, separated by commas or line breaks. The first key encrypts everything that the service sends to Temporal; all of them decrypt. They must be the same for every API, worker and codec server. `npm start` creates one.',
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
    text: "The origins whose pages may call the codec server, comma-separated: those of Temporal's UI.",
  },
  VULTR_API_KEY: {
    schema: headerSecret,
    default: undefined,
    group: 'Vultr',
    secret: true,
    text: "The organization's API key. If unset, `npm start` uses the simulator.",
  },
  VULTR_API_URL: {
    schema: vultrUrl,
    default: 'https://api.vultr.com',
    group: 'Vultr',
    text: 'Base URL without `/v2`. Plain http is allowed for this machine and for names in `.internal` only.',
  },
  VULTR_TIMEOUT: {
    schema: duration({ minMs: 1_000 }),
    default: '10s',
    group: 'Vultr',
    text: 'Timeout of one request, including its response.',
  },
  VULTR_REQUESTS_PER_SECOND: {
    schema: wholeNumber(1, 1_000),
    default: '25',
    group: 'Vultr',
    text: 'The rate budget of the organization, which all its workers share. Vultr allows 30 requests per second for each network address.',
  },
  ONBOARDING_ORGANIZATION: {
    schema: z.string().regex(/^[\w.-]{1,50}$/, 'must have 1 to 50 letters, digits, dots, - or _'),
    default: 'default',
    group: 'Onboarding',
    text: 'A name for the Vultr organization, the same for its APIs and its workers. It is part of workflow IDs and task queues, so that two organizations can share a Temporal namespace.',
  },
  ONBOARDING_ROLES_FILE: {
    schema: rolesFile.optional(),
    default: undefined,
    group: 'Onboarding',
    text: 'Path of the file that says what each [role](roles.md) means at Vultr, the same for every API. Its changes take effect without a restart. If unset, there are no roles; under `npm start` with the simulator there are `developers` and `billing`.',
  },
  ONBOARDING_MAX_INVITATIONS: {
    schema: wholeNumber(1, 100),
    default: '5',
    group: 'Onboarding',
    text: 'How many invitations a person receives. If the last one expires too, the onboarding waits for an operator.',
  },
  ONBOARDING_CHECK_EVERY: {
    schema: duration({ minMs: 1_000 }),
    default: '6h',
    group: 'Onboarding',
    text: "Longest interval between a waiting onboarding's own polls, after those within a minute of an email or a hint. The invitation watch notices acceptances much sooner; these polls matter if there is no watch.",
  },
  ONBOARDING_SETTLE: {
    schema: duration({ minMs: 1_000 }),
    default: '15s',
    group: 'Onboarding',
    text: "How long Vultr's reads may lag behind a write. After a write with an unknown outcome, nothing is written again until this time has passed.",
  },
  ONBOARDING_STEP_PATIENCE: {
    schema: duration(),
    default: '30m',
    group: 'Onboarding',
    text: 'How long a step retries transient faults before the onboarding waits for an operator. It is counted in attempts, so time without workers does not count.',
  },
  ONBOARDING_ATTEMPT_TIMEOUT: {
    schema: duration({ minMs: 2_000 }),
    default: '45s',
    group: 'Onboarding',
    text: 'Timeout of one attempt of a step. If a worker dies, its step is retried after this time. It must be at least twice `VULTR_TIMEOUT` plus `ONBOARDING_SETTLE`: a write is sent only if it can finish, and reads can show it, within its attempt.',
  },
  ONBOARDING_GROUP_IDLE: {
    schema: duration({ minMs: 1_000 }),
    default: '1m',
    group: 'Onboarding',
    text: 'How long a group writer without requests stays open.',
  },
  ONBOARDING_SWEEP_EVERY: {
    schema: duration({ minMs: 1_000 }),
    default: '2s',
    group: 'Onboarding',
    text: 'Time between two sweeps of all invitations while an onboarding waits. If the invitations fill more than two pages, there are fewer sweeps, because they take at most a sixth of the rate budget; once totals have proved reliable, the watch asks for those this often, and sweeps when they change.',
  },
  ONBOARDING_BRAKE_LIMIT: {
    schema: wholeNumber(0, 1_000),
    default: '10',
    group: 'Onboarding',
    text: 'How many people may lose something within 24 hours before the [brake](operations.md#the-brake) holds further ones until an operator releases them. With 0 it holds everyone.',
  },
  ONBOARDING_BRAKE_SETTLE: {
    schema: duration({ minMs: 0 }),
    default: '60s',
    group: 'Onboarding',
    text: 'How long the brake gathers after the first person from whom something is to be taken, before it decides about all of them together: a wrong list arrives as a stream. Everyone waits this long, unless the order is urgent. Under `npm start` with the simulator the default is 5s.',
  },
  ONBOARDING_LEAVER_GRACE: {
    // A workflow waits for it. An order can ask for as much.
    schema: duration({ minMs: 0, maxMs: maxGraceDays * 24 * 60 * 60_000 }),
    default: '14d',
    group: 'Onboarding',
    text: 'How long a person who leaves stays suspended, and can be reinstated, before they are removed, unless the order says otherwise. At most `365d`; `0s` removes them at once.',
  },
  ONBOARDING_PROTECTED: {
    schema: emails,
    default: undefined,
    group: 'Onboarding',
    text: 'Emails of users who must never be removed, comma-separated. Name the user whose key this service uses, and anyone who must still get in if everything else fails.',
  },
  ONBOARDING_ADMIN_POLICIES: {
    schema: texts,
    default: 'ManageUsers',
    group: 'Onboarding',
    text: 'A policy whose name contains one of these texts, comma-separated, makes its holders administrators. The last active one is never removed. `none` turns this off.',
  },
  ONBOARDING_PLAIN_REF: {
    schema: z.enum(['on', 'off'], 'must be on or off'),
    default: 'off',
    group: "Temporal's data",
    text: '`on` writes the `externalId` of each new onboarding in plain text into the search attribute `OnboardingRef`, so that people can be found in Temporal. It is personal data that anyone who can read Temporal can read. Set it for the APIs, `npm run prepare:temporal` and `npm run doctor`.',
  },
  ONBOARDING_CONSOLE: {
    schema: z.enum(['on', 'off'], 'must be on or off').optional(),
    default: undefined,
    group: 'Console',
    text: 'Whether the API serves the [console](console.md) at `/console`: `on` or `off`. If unset, it is on under `npm start` and off otherwise.',
  },
  ONBOARDING_CONSOLE_URL: {
    schema: secureOrigin.optional(),
    default: undefined,
    group: 'Console',
    text: 'The origin under which browsers reach the console, such as `https://onboarding.example.com`. Sign-in by OpenID Connect requires it: register it with `/console/sign-in/oidc/callback` as the redirect URI at the identity provider.',
  },
  ONBOARDING_OIDC_ISSUER: {
    schema: issuerUrl.optional(),
    default: undefined,
    group: 'Console',
    text: 'The identity provider where people sign in to the console, as the URL under which it publishes `/.well-known/openid-configuration`. If unset, people sign in with an API key only.',
  },
  ONBOARDING_OIDC_CLIENT_ID: {
    schema: z.string().optional(),
    default: undefined,
    group: 'Console',
    text: 'The ID that the identity provider gave this service.',
  },
  ONBOARDING_OIDC_CLIENT_SECRET: {
    schema: z.string().optional(),
    default: undefined,
    group: 'Console',
    secret: true,
    text: 'The secret that belongs to the ID.',
  },
  ONBOARDING_OIDC_SCOPE: {
    schema: oidcScope,
    default: 'openid profile email',
    group: 'Console',
    text: 'What to ask the identity provider for. Some providers send groups only if it includes `groups`.',
  },
  ONBOARDING_OIDC_CLAIM: {
    schema: z.string(),
    default: 'groups',
    group: 'Console',
    text: 'The claim whose values `ONBOARDING_CONSOLE_ROLES` maps: a string or a list of strings, in the ID token or else in the response of the userinfo endpoint.',
  },
  ONBOARDING_CONSOLE_ROLES: {
    schema: consoleRoles.optional(),
    default: undefined,
    group: 'Console',
    text: 'The scopes for each value of the claim, as a JSON object such as `{"hr":["read","write","offboard"],"vultr-operators":["read","operate","release"]}`. A person has the scopes of all their values; a person without a mapped value does not get in. A change ends the sessions of all people who signed in at the identity provider.',
  },
  ONBOARDING_SCIM_URL: {
    schema: secureOrigin.optional(),
    default: undefined,
    group: 'SCIM',
    text: 'The origin under which identity providers reach the API, such as `https://onboarding.example.com`. It turns [SCIM](scim.md) on, at `/scim/v2`. If unset, there is no SCIM.',
  },
  ONBOARDING_SCIM_SETTLE: {
    schema: duration({ minMs: 0 }),
    default: '120s',
    group: 'SCIM',
    text: 'How long the desired state of a user must stay unchanged before a role is taken away: a move arrives as two changes, minutes apart and in either order, and this joins them. A person who leaves does not wait for it. It is a setting of the workers.',
  },
  ONBOARDING_SCIM_SETTLE_GIVE: {
    schema: duration({ minMs: 0 }),
    default: '2s',
    group: 'SCIM',
    text: 'The same for changes that only give access, and for people who leave. It is a setting of the workers.',
  },
  ONBOARDING_WEBHOOKS: {
    schema: receiversSetting,
    default: undefined,
    group: 'Webhooks',
    secret: true,
    text: 'The receivers of events, as a JSON array of `{"name", "url", "secret", "events"}`; see [webhooks](webhooks.md). It must be the same for the APIs and the workers. If unset, no events are sent.',
  },
  ONBOARDING_WEBHOOKS_ALLOW: {
    schema: networks,
    default: undefined,
    group: 'Webhooks',
    text: 'Networks to which events may be sent in addition to public ones, such as `10.1.0.0/16`, comma-separated.',
  },
  ONBOARDING_CACHED_WORKFLOWS: {
    schema: wholeNumber(2, 10_000),
    default: '300',
    group: 'Worker',
    text: 'How many workflows a worker keeps in memory between their tasks. The worker replays the history of one that it no longer keeps, which takes milliseconds; a person who waits for days costs nothing in between.',
  },
  ONBOARDING_WORKER_METRICS: {
    schema: hostAndPort.optional(),
    default: undefined,
    group: 'Worker',
    text: "Where the worker serves metrics for Prometheus, as `host:port` (an IPv6 address in brackets): its own and those of Temporal's SDK. If unset, it serves none. The API serves its metrics at `/metrics`.",
  },
  ONBOARDING_WORKER_HEALTH: {
    schema: hostAndPort.optional(),
    default: undefined,
    group: 'Worker',
    text: 'Where the worker serves `GET /live` and `GET /ready`, as `host:port` (an IPv6 address in brackets). If unset, it serves neither.',
  },
  ONBOARDING_BUILD_ID: {
    schema: z
      .string()
      .regex(/^[\w.-]{1,100}$/, 'must have 1 to 100 letters, digits, dots, - or _')
      .optional(),
    default: undefined,
    group: 'Worker',
    text: "The version of this build, for Temporal's worker versioning. A worker with this build ID receives work once `npm run deployment -- current` selects it. If unset, workers are not versioned and receive any work. See [upgrades](upgrades.md).",
  },
  ONBOARDING_WORKFLOW_BUNDLE: {
    schema: z.string().optional(),
    default: undefined,
    group: 'Worker',
    text: 'A file with the bundled workflows, created with the same version of the SDK. Without it, a worker bundles them when it starts, which takes seconds. `npm run bundle` writes it, and `…-traced.js` beside it for workers that trace.',
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
    text: "Where a downloaded or built Temporal is kept. Default: `vultr-onboarding` in the user's cache directory.",
  },
  DEV_TEMPORAL_PORT: {
    schema: port,
    default: '7233',
    group: 'npm start',
    text: 'Port of the Temporal that `npm start` starts.',
  },
  DEV_TEMPORAL_UI_PORT: { schema: port, default: '8233', group: 'npm start', text: 'Port of its UI.' },
  SIMULATOR_PORT: { schema: port, default: '4010', group: 'npm start', text: 'Port of the Vultr simulator.' },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: z.url('must be a URL').optional(),
    default: undefined,
    group: 'Traces',
    text: "Where traces are sent over OTLP/HTTP, such as `http://127.0.0.1:4318`. Setting it turns tracing on. OpenTelemetry's SDK reads it and its other `OTEL_*` variables itself.",
  },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: {
    schema: z.url('must be a URL').optional(),
    default: undefined,
    group: 'Traces',
    text: 'The same as a complete URL, for traces only.',
  },
  OTEL_TRACES_EXPORTER: {
    schema: z.enum(['otlp', 'none'], 'must be otlp or none').optional(),
    default: undefined,
    group: 'Traces',
    text: '`otlp` sends traces to the endpoint or to its default; `none` sends none, whatever else is set.',
  },
  OTEL_SDK_DISABLED: {
    schema: z.string().optional(),
    default: undefined,
    group: 'Traces',
    text: '`true` turns tracing off.',
  },
  LOG_LEVEL: {
    schema: z.enum(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error'),
    default: 'info',
    group: 'Logs',
    text: 'The lowest level that is logged. Logs are JSON lines on standard error.',
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;

type Parsed<Name extends SettingName> = z.output<(typeof settings)[Name]['schema']>;

/** The parsed values. A variable that is unset and has no default is `undefined`. */
export type SettingValues = {
  [Name in SettingName]: (typeof settings)[Name] extends { default: string }
    ? Parsed<Name>
    : Parsed<Name> | undefined;
};
