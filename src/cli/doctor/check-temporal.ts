import { isGrpcServiceError } from '@temporalio/client';
import { grpcStatus } from '../../contract/lib/grpc-status.ts';
import { isAtLeast } from '../../contract/lib/is-at-least.ts';
import { plural } from '../../contract/lib/plural.ts';
import { statesThat } from '../../contract/rules/states.ts';
import { type BrakeMemo, emptyBrake } from '../../contract/temporal/brake.ts';
import { oldestServer } from '../../contract/temporal/oldest-server.ts';
import { searchAttributesFor, stateAttribute } from '../../contract/temporal/search-attributes.ts';
import type { NamespaceDescription } from '../../temporal/describe-namespace.ts';
import type { OrganizationClient } from '../../temporal/organization-client.ts';
import { describeBrake } from '../../temporal/signal-brake.ts';
import { indexedValueTypes } from '../../temporal/prepare-namespace.ts';
import { allOf, hasValue, isOpen } from '../../temporal/visibility-query.ts';
import { failed, warning, type Finding, ok, reasonOf } from './finding.ts';

const timeoutMs = 5_000;
/** How long the histories of ended workflows should be readable, such as those of deliveries that failed. */
const requiredDays = 30;

export type TemporalToCheck = {
  readonly client: OrganizationClient;
  readonly address: string;
  /** Whether the settings ask for external IDs in plain text; left out, they do not. */
  readonly plainRef?: boolean;
};

/** Checks Temporal, its namespace, its search attributes and its workers. If it does not respond, nothing else is checked. */
export async function checkTemporal(temporal: TemporalToCheck): Promise<Finding[]> {
  const { client, address, plainRef = false } = temporal;
  const request: Request = (call) => client.withDeadline(timeoutMs, call);
  try {
    const serverVersion = await request(() => client.serverVersion());
    return [checkVersion(serverVersion, address), ...(await checkNamespace(request, client, plainRef))];
  } catch (error) {
    return [
      failed(
        `Temporal does not respond at ${address}: ${reasonOf(error)}`,
        'Start it, or set TEMPORAL_ADDRESS (and TEMPORAL_API_KEY or TEMPORAL_TLS_* if it requires them).',
      ),
    ];
  }
}

function checkVersion(version: string, address: string): Finding {
  if (isAtLeast(version, oldestServer)) return ok(`Temporal responds at ${address} (server ${version})`);
  return failed(
    `Temporal at ${address} has server ${version}, which is older than ${oldestServer}`,
    `Upgrade Temporal's server to ${oldestServer} or newer.`,
  );
}

/** Makes a call to Temporal with a deadline. */
type Request = <Response>(call: () => Promise<Response>) => Promise<Response>;

async function checkNamespace(
  request: Request,
  client: OrganizationClient,
  plainRef: boolean,
): Promise<Finding[]> {
  const { namespace } = client;
  try {
    const description = await request(() => client.describeNamespace());
    const days = description.retentionDays;
    const retention =
      days >= requiredDays
        ? ok(`the namespace ${namespace} keeps the histories of ended workflows for ${plural(days, 'day')}`)
        : warning(
            `the namespace ${namespace} keeps the histories of ended workflows for only ${plural(days, 'day')}`,
            `Extend it: temporal operator namespace update --namespace ${namespace} --retention ${requiredDays}d`,
          );
    return [
      retention,
      checkUpdates(description),
      ...(await checkVisibility(request, client, { description, plainRef })),
      ...(await checkWorkers(request, client)),
      await checkBrake(request, client),
    ];
  } catch (error) {
    return [
      failed(
        `cannot read the namespace ${namespace}: ${reasonOf(error)}`,
        `Create it (temporal operator namespace create --namespace ${namespace} --retention ${requiredDays}d), or set TEMPORAL_NAMESPACE.`,
      ),
    ];
  }
}

/** Every command and every request for a known person is an update. */
function checkUpdates({ acceptsUpdates }: NamespaceDescription): Finding {
  if (acceptsUpdates) return ok('Temporal accepts updates');
  return failed(
    'Temporal does not accept updates, so no command can be given',
    'Remove frontend.enableUpdateWorkflowExecution: false from the dynamic configuration of the server.',
  );
}

/** Sends the queries that the service uses, because not every visibility store understands all of them. */
async function checkVisibility(
  request: Request,
  client: OrganizationClient,
  required: { readonly description: NamespaceDescription; readonly plainRef: boolean },
): Promise<Finding[]> {
  const attributes = checkSearchAttributes(client.namespace, required);
  if (attributes.some(({ level }) => level === 'error')) return attributes;
  const waiting = allOf(isOpen, hasValue(stateAttribute, ...statesThat('awaitsInvitation')));
  try {
    await request(() => client.listPage(waiting, { size: 1 }));
    await request(() => client.count(waiting));
    return [...attributes, ok('onboardings can be listed and counted by state')];
  } catch (error) {
    return [
      ...attributes,
      failed(
        `onboardings cannot be listed by state: ${reasonOf(error)}`,
        "Use a visibility store that supports list filters: PostgreSQL, MySQL 8, SQLite, or Elasticsearch (Temporal's documentation, Self-hosted Visibility).",
      ),
    ];
  }
}

function checkSearchAttributes(
  namespace: string,
  { description, plainRef }: { readonly description: NamespaceDescription; readonly plainRef: boolean },
): Finding[] {
  const wrong = Object.entries(searchAttributesFor({ plainRef })).filter(
    ([name, type]) => description.searchAttributes[name] !== indexedValueTypes[type],
  );
  if (wrong.length === 0) return [ok('all search attributes exist')];
  return wrong.map(([name, type]) =>
    failed(
      `the search attribute ${name} is missing or does not have the type ${type}`,
      `Create it: temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${type}`,
    ),
  );
}

async function checkWorkers(request: Request, client: OrganizationClient): Promise<Finding[]> {
  const { taskQueues } = client;
  const workers = await request(() => client.countOtherWorkers(''));
  return [
    workers > 0
      ? ok(`${workers} ${workers === 1 ? 'worker polls' : 'workers poll'} the task queue ${taskQueues.vultr}`)
      : warning(
          `no worker polls the task queue ${taskQueues.vultr}, so onboardings start but do not progress`,
          'Start a worker (npm run start:worker) with the same ONBOARDING_ORGANIZATION and namespace.',
        ),
    ...(workers > 0 ? await checkBuilds(request, client) : []),
  ];
}

/** Whether people wait because the brake holds them. */
async function checkBrake(request: Request, client: OrganizationClient): Promise<Finding> {
  const brake = await request(() => describeBrake(client));
  const { memo, unreadable } = brake ?? {};
  if (unreadable !== undefined) {
    return failed(
      `the brake cannot be read: ${unreadable.reason}`,
      'Add its encryption key to ONBOARDING_ENCRYPTION_KEYS again. Until then, it is not known whom the brake holds.',
    );
  }
  const { held, notKept } = (memo as Partial<BrakeMemo> | undefined)?.brake ?? emptyBrake;
  const count = held.length + notKept;
  if (count === 0) return ok('the brake is off');
  return warning(
    `the brake is on and holds ${count}: nothing is taken from them until they are released or refused`,
    'Look at GET /v1/brake, then release or refuse them (docs/operations.md, The brake).',
  );
}

/** With worker versioning, checks that the build that receives work has workers. */
async function checkBuilds(request: Request, client: OrganizationClient): Promise<Finding[]> {
  const active = await request(() => client.activeBuildIds());
  const deployment = await request(() => client.describeDeployment()).catch((error: unknown) => {
    const code: number | undefined = isGrpcServiceError(error) ? error.code : undefined;
    if (code === grpcStatus.notFound) return undefined;
    throw error;
  });
  // No worker with a build ID has ever polled.
  if (deployment === undefined) return [];
  const { current = '' } = deployment;
  const recipient = current === '' ? 'workers without a build ID' : `workers with build ID ${current}`;
  if (active.has(current)) return [ok(`work goes to ${recipient}`)];
  const other = [...active].find((build) => build !== '');
  return [
    failed(
      `work goes to ${recipient}, but none of them is polling, so no onboarding progresses`,
      other === undefined
        ? `Start workers with ONBOARDING_BUILD_ID=${current}.`
        : `Run npm run deployment -- current ${other}, or start ${recipient}.`,
    ),
  ];
}
