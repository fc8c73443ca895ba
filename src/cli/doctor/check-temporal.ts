import { type Client, type Connection, isGrpcServiceError } from '@temporalio/client';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import { grpcStatus } from '../../contract/lib/grpc-status.ts';
import { requiredSearchAttributes } from '../../contract/temporal/search-attributes.ts';
import type { TaskQueues } from '../../contract/temporal/task-queues.ts';
import { activeBuildIds, countOtherWorkers } from '../../temporal/pollers.ts';
import { describeDeployment } from '../../temporal/deployment.ts';
import { indexedValueTypes } from '../../temporal/prepare-namespace.ts';
import { failed, warning, type Finding, ok, reasonOf } from './finding.ts';

const answerMs = 5_000;
const dayMs = 86_400_000;
/** What the service promises: how long a finished run can be read. */
const neededDays = 30;

export type TemporalUnderTest = {
  readonly client: Client & { readonly connection: Connection };
  readonly address: string;
  readonly taskQueues: TaskQueues;
  readonly organization: string;
};

/** Temporal, its namespace, the search attributes, and who takes work there. Without an answer nothing else is asked. */
export async function checkTemporal(temporal: TemporalUnderTest): Promise<Finding[]> {
  const { client, address } = temporal;
  const { namespace } = client.options;
  const ask = <Answer>(call: () => Promise<Answer>) =>
    client.connection.withDeadline(Date.now() + answerMs, call);
  try {
    const { serverVersion } = await ask(() => client.workflowService.getSystemInfo({}));
    const answers = ok(`Temporal answers at ${address} (server ${serverVersion})`);
    return [answers, ...(await checkNamespace(namespace, ask, temporal))];
  } catch (error) {
    return [
      failed(
        `Temporal does not answer at ${address}: ${reasonOf(error)}`,
        'Start it, or set TEMPORAL_ADDRESS (and TEMPORAL_API_KEY or TEMPORAL_TLS_* where it asks for them).',
      ),
    ];
  }
}

type Ask = <Answer>(call: () => Promise<Answer>) => Promise<Answer>;

async function checkNamespace(namespace: string, ask: Ask, temporal: TemporalUnderTest): Promise<Finding[]> {
  const { client } = temporal;
  try {
    const { config } = await ask(() => client.workflowService.describeNamespace({ namespace }));
    const days = Math.floor((optionalTsToMs(config?.workflowExecutionRetentionTtl) ?? 0) / dayMs);
    const retention =
      days >= neededDays
        ? ok(`the namespace ${namespace} keeps finished runs for ${days} days`)
        : warning(
            `the namespace ${namespace} keeps finished runs for ${days} days only`,
            `temporal operator namespace update --namespace ${namespace} --retention ${neededDays}d`,
          );
    return [
      retention,
      ...(await checkSearchAttributes(namespace, ask, client)),
      ...(await checkWorkers(ask, temporal)),
    ];
  } catch (error) {
    return [
      failed(
        `the namespace ${namespace} cannot be read: ${reasonOf(error)}`,
        `Make it (temporal operator namespace create --namespace ${namespace} --retention ${neededDays}d), or set TEMPORAL_NAMESPACE.`,
      ),
    ];
  }
}

async function checkSearchAttributes(namespace: string, ask: Ask, client: Client): Promise<Finding[]> {
  const { customAttributes } = await ask(() =>
    client.connection.operatorService.listSearchAttributes({ namespace }),
  );
  const wrong = Object.entries(requiredSearchAttributes).filter(
    ([name, type]) => (customAttributes[name] as number | undefined) !== indexedValueTypes[type],
  );
  if (wrong.length === 0) return [ok('all search attributes are there')];
  return wrong.map(([name, type]) =>
    failed(
      `the search attribute ${name} is missing, or is not of the type ${type}`,
      `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${type}`,
    ),
  );
}

async function checkWorkers(ask: Ask, temporal: TemporalUnderTest): Promise<Finding[]> {
  const { client, taskQueues } = temporal;
  const workers = await ask(() => countOtherWorkers(client, taskQueues.vultr, ''));
  return [
    workers > 0
      ? ok(`${workers} ${workers === 1 ? 'worker takes' : 'workers take'} work from ${taskQueues.vultr}`)
      : warning(
          `no worker takes work from ${taskQueues.vultr}: runs are started and wait`,
          'Start one (npm run start:worker) with the same ONBOARDING_ORGANIZATION and namespace.',
        ),
    ...(workers > 0 ? await checkBuilds(ask, temporal) : []),
  ];
}

/** With worker versioning, whether the build that gets the work is one that has workers. */
async function checkBuilds(ask: Ask, { client, taskQueues, organization }: TemporalUnderTest) {
  const atWork = await ask(() => activeBuildIds(client, taskQueues.onboarding));
  const deployment = await ask(() => describeDeployment(client, organization)).catch((error: unknown) => {
    const code: number | undefined = isGrpcServiceError(error) ? error.code : undefined;
    if (code === grpcStatus.notFound) return undefined;
    throw error;
  });
  // Workers without a build id, and never any others.
  if (deployment === undefined) return [];
  const { current = '' } = deployment;
  const named = current === '' ? 'workers without a build id' : `the build ${current}`;
  if (atWork.has(current)) return [ok(`the work goes to ${named}`)];
  const any = [...atWork].find((build) => build !== '');
  return [
    failed(
      `the work goes to ${named}, and none of these takes any: no run moves`,
      any === undefined
        ? `Start workers with ONBOARDING_BUILD_ID=${current}.`
        : `npm run deployment -- current ${any}, or start workers of the other kind.`,
    ),
  ];
}
