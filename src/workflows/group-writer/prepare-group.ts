import { proxyActivities } from '@temporalio/workflow';
import type { VultrActivities } from '../../activities/index.ts';
import type {
  GroupAnswer,
  GroupRequest,
  GroupWriterInput,
  PinnedPolicy,
  StepFailure,
} from '../../contract/temporal/step-data.ts';
import { stepOptions } from '../engine/activity-options.ts';
import { stepFailureOf } from '../engine/step-failure.ts';

/** Why the group does not carry a policy, by the ID of the policy; `undefined` if it does. */
export type PolicyFailures = ReadonlyMap<string, StepFailure | undefined>;

export type PreparedGroup =
  | {
      readonly ok: true;
      readonly groupId: string;
      readonly created: boolean;
      readonly policies: PolicyFailures;
    }
  | { readonly ok: false; readonly failure: StepFailure };

/** The answer to a request, apart from its ID. */
export type Verdict = GroupAnswer extends infer One
  ? One extends unknown
    ? Omit<One, 'requestId'>
    : never
  : never;

/** As many policies as one request can name: their attachment fits into few attempts. */
const policiesAtOnce = 50;

/** A longer list of names would not fit into the summary that Temporal shows. */
const policiesNamed = 3;

/** Finds or creates the group and attaches every policy that the requests name. */
export async function prepareGroup(
  input: GroupWriterInput,
  requests: readonly GroupRequest[],
): Promise<PreparedGroup> {
  const { name, description, timings } = input;
  try {
    const { ensureGroup } = activities(input, `find or create the group "${name}"`);
    const { id, created } = await ensureGroup({ name, description, timings });
    return { ok: true, groupId: id, created, policies: await attach(input, id, policiesOf(requests)) };
  } catch (error) {
    return { ok: false, failure: stepFailureOf(error, 'ensureGroup') };
  }
}

/** Attaches the policies. What fails as a whole, such as an attempt with a rejected key, fails every policy that is left. */
export async function attach(
  input: GroupWriterInput,
  groupId: string,
  policies: readonly PinnedPolicy[],
): Promise<PolicyFailures> {
  const { name, timings } = input;
  const failures = new Map<string, StepFailure | undefined>();
  for (let from = 0; from < policies.length; from += policiesAtOnce) {
    const some = policies.slice(from, from + policiesAtOnce);
    const { attachPolicies } = activities(input, `attach ${named(some)} to "${name}"`);
    try {
      for (const result of await attachPolicies({ groupId, policies: some, timings })) {
        failures.set(result.id, result.outcome === 'failed' ? result.failure : undefined);
      }
    } catch (error) {
      const failure = stepFailureOf(error, 'attachPolicies');
      for (const { id } of policies.slice(from)) failures.set(id, failure);
      break;
    }
  }
  return failures;
}

/** Judges a request by the policies that it names. */
export function judge({ policies }: GroupRequest, prepared: PreparedGroup): Verdict {
  if (!prepared.ok) return prepared;
  const failure = policies.map(({ id }) => prepared.policies.get(id)).find((one) => one !== undefined);
  const { groupId, created } = prepared;
  return failure === undefined ? { ok: true, groupId, created } : { ok: false, failure };
}

/** Every policy that the requests name, each once. */
export function policiesOf(requests: readonly GroupRequest[]): PinnedPolicy[] {
  const byId = new Map(requests.flatMap(({ policies }) => policies).map((policy) => [policy.id, policy]));
  return [...byId.values()];
}

function activities({ timings, vultrTaskQueue }: GroupWriterInput, summary: string) {
  return proxyActivities<VultrActivities>({ ...stepOptions(timings, vultrTaskQueue), summary });
}

function named(policies: readonly PinnedPolicy[]): string {
  if (policies.length > policiesNamed) return `${policies.length} policies`;
  return policies.map(({ name }) => name).join(', ');
}
