import { condition, proxyLocalActivities, setHandler, uuid4, workflowInfo } from '@temporalio/workflow';
import type { TemporalActivities } from '../../activities/index.ts';
import { groupsOf, type GroupView, showGroups } from '../../contract/rules/groups-of-view.ts';
import { groupAnswerSignal } from '../../contract/temporal/messages.ts';
import type { GroupExchange } from '../../contract/temporal/onboarding-checkpoint.ts';
import type { WantedGroup } from '../../contract/temporal/onboarding-input.ts';
import type {
  CheckedGroup,
  GroupAnswer,
  PinnedPolicy,
  StepFailure,
} from '../../contract/temporal/step-data.ts';
import { temporalOptions } from '../engine/activity-options.ts';
import { stepFailureOf } from '../engine/step-failure.ts';
import type { Onboarding } from './context.ts';

/** What to ask a writer for. */
type Request = { readonly group: WantedGroup; readonly policies: readonly PinnedPolicy[] };

/** Requests every group that is not ready from its writer, all at once, unless an earlier execution knows its ID. */
export function requestGroups(run: Onboarding, checked: readonly CheckedGroup[]): void {
  const requests = run.input.groups.flatMap((group, index): Request[] => {
    const { policies = [], readyGroupId } = checked[index] ?? {};
    const isPrepared = readyGroupId !== undefined || run.results.groupIds?.[group.name] !== undefined;
    return isPrepared ? [] : [{ group, policies }];
  });
  if (requests.length === 0) return;
  setHandler(groupAnswerSignal, (answer) => {
    const entries = Object.entries(run.groupExchanges);
    const [name, exchange] = entries.find(([, { requestId }]) => requestId === answer.requestId) ?? [];
    if (name === undefined || exchange?.answer?.ok === true) return;
    setExchange(run, name, { requestId: answer.requestId, answer });
  });
  for (const request of requests) void requestGroup(run, request);
}

/**
 * Requests a group and its policies, while the onboarding does something else, and waits for the signal of its writer.
 * Repeats the request after a while: the writer may have been terminated before it could reply. A failure is the last word
 * until `requestAgain`, or until the writer can serve the request after all. Ends once the group is ready, or the
 * onboarding is cancelled.
 */
async function requestGroup(run: Onboarding, request: Request): Promise<void> {
  const { name } = request.group;
  const requestId = run.groupExchanges[name]?.requestId ?? uuid4();
  if (run.groupExchanges[name] === undefined) setExchange(run, name, { requestId });
  const answerOf = () => run.groupExchanges[name]?.answer;
  const isCancelled = () => run.record.view.cancellation !== undefined;
  while (!isCancelled()) {
    const answer = answerOf();
    if (answer?.ok === true) return noteGroup(run, answer, request);
    // A held onboarding sends nothing.
    await condition(() => (answerOf()?.ok !== false && !run.control.stopping()) || isCancelled());
    if (answerOf() !== undefined || isCancelled()) continue;
    await send(run, requestId, request);
    const summary = `the writer of the group "${name}" replies, or the request is repeated`;
    const isOver = () => answerOf() !== undefined || isCancelled();
    await condition(isOver, run.input.timings.groupAnswerMs, { summary });
  }
}

/** Forgets failures, so that their requests are repeated at once. */
export function requestAgain(run: Onboarding): void {
  for (const [name, { requestId, answer }] of Object.entries(run.groupExchanges)) {
    if (answer?.ok === false) setExchange(run, name, { requestId });
  }
}

/** Why a writer could not prepare its group, if that is its last word. Of several, that of the first group. */
export function groupFailureOf({ input, groupExchanges }: Onboarding): StepFailure | undefined {
  for (const { name } of input.groups) {
    const answer = groupExchanges[name]?.answer;
    if (answer?.ok !== false) continue;
    const { failure } = answer;
    return input.groups.length === 1
      ? failure
      : { ...failure, message: `The group "${name}": ${failure.message}` };
  }
  return undefined;
}

/** The IDs of the groups, in the order of the request; `undefined` as long as one of them is not ready. */
export function groupIdsOf({ input, results }: Onboarding): string[] | undefined {
  const ids = input.groups.map(
    ({ name }, index) => results.preflight?.groups[index]?.readyGroupId ?? results.groupIds?.[name],
  );
  return ids.every((id) => id !== undefined) ? ids : undefined;
}

function setExchange(run: Onboarding, name: string, exchange: GroupExchange): void {
  run.groupExchanges = { ...run.groupExchanges, [name]: exchange };
}

async function send(run: Onboarding, requestId: string, { group, policies }: Request): Promise<void> {
  const { timings, taskQueues } = run.input;
  const { name, description, writerId } = group;
  const { requestAccess } = proxyLocalActivities<TemporalActivities>(temporalOptions(timings));
  const start = {
    name,
    description,
    timings,
    taskQueue: taskQueues.onboarding,
    vultrTaskQueue: taskQueues.vultr,
  };
  const request = { requestId, workflowId: workflowInfo().workflowId, policies };
  try {
    await requestAccess({ groupWorkflowId: writerId, start, request });
  } catch (error) {
    const failure = stepFailureOf(error, 'ensureGroup');
    setExchange(run, name, { requestId, answer: { requestId, ok: false, failure } });
  }
}

function noteGroup(
  { record, results, input }: Onboarding,
  { groupId, created }: GroupAnswer & { readonly ok: true },
  { group: { name }, policies }: Request,
): void {
  results.groupIds = { ...results.groupIds, [name]: groupId };
  const names = policies.map((policy) => policy.name).join(', ');
  const subject = input.groups.length === 1 ? 'group' : `group "${name}"`;
  record.note(`${subject} ${created ? 'created' : 'already existed'}, carries ${names}`);
  record.change(
    showGroups(groupsOf(record.view).map((one) => (one.name === name ? withId(one, groupId) : one))),
  );
  // In any other state, the view is about to be published, unless an operator has to repair another group first.
  const { state } = record.view;
  const rests = state === 'needs_attention' && input.groups.length > 1;
  if (state === 'awaiting_acceptance' || rests) record.publish();
}

function withId(group: GroupView, id: string): GroupView {
  return { ...group, id };
}
