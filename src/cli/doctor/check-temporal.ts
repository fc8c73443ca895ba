import { isGrpcServiceError } from '@temporalio/client';
import { grpcStatus } from '../../contract/lib/grpc-status.ts';
import { requiredSearchAttributes } from '../../contract/temporal/search-attributes.ts';
import type { NamespaceDescription } from '../../temporal/describe-namespace.ts';
import type { OrganizationClient } from '../../temporal/organization-client.ts';
import { indexedValueTypes } from '../../temporal/prepare-namespace.ts';
import { failed, warning, type Finding, ok, reasonOf } from './finding.ts';

const timeoutMs = 5_000;
/** How long the histories of ended workflows should be readable, such as those of deliveries that failed. */
const requiredDays = 30;

export type TemporalToCheck = {
  readonly client: OrganizationClient;
  readonly address: string;
};

/** Checks Temporal, its namespace, its search attributes and its workers. If it does not respond, nothing else is checked. */
export async function checkTemporal(temporal: TemporalToCheck): Promise<Finding[]> {
  const { client, address } = temporal;
  const request: Request = (call) => client.withDeadline(timeoutMs, call);
  try {
    const serverVersion = await request(() => client.serverVersion());
    const responds = ok(`Temporal responds at ${address} (server ${serverVersion})`);
    return [responds, ...(await checkNamespace(request, client))];
  } catch (error) {
    return [
      failed(
        `Temporal does not respond at ${address}: ${reasonOf(error)}`,
        'Start it, or set TEMPORAL_ADDRESS (and TEMPORAL_API_KEY or TEMPORAL_TLS_* if it requires them).',
      ),
    ];
  }
}

/** Makes a call to Temporal with a deadline. */
type Request = <Response>(call: () => Promise<Response>) => Promise<Response>;

async function checkNamespace(request: Request, client: OrganizationClient): Promise<Finding[]> {
  const { namespace } = client;
  try {
    const description = await request(() => client.describeNamespace());
    const days = description.retentionDays;
    const retention =
      days >= requiredDays
        ? ok(`the namespace ${namespace} keeps the histories of ended workflows for ${days} days`)
        : warning(
            `the namespace ${namespace} keeps the histories of ended workflows for only ${days} days`,
            `Extend it: temporal operator namespace update --namespace ${namespace} --retention ${requiredDays}d`,
          );
    return [
      retention,
      ...checkSearchAttributes(namespace, description),
      ...(await checkWorkers(request, client)),
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

function checkSearchAttributes(namespace: string, { searchAttributes }: NamespaceDescription): Finding[] {
  const wrong = Object.entries(requiredSearchAttributes).filter(
    ([name, type]) => searchAttributes[name] !== indexedValueTypes[type],
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
