import {
  CancellationScope,
  condition,
  continueAsNew,
  log,
  setCurrentDetails,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import type { GroupWriterCheckpoint } from '../../contract/temporal/group-writer-checkpoint.ts';
import { requestAccessSignal } from '../../contract/temporal/messages.ts';
import type { GroupWriterInput } from '../../contract/temporal/step-data.ts';
import type { GroupWriterWorkflow } from '../../contract/temporal/workflow-definitions.ts';
import { shouldContinueAsNew } from '../engine/continue-as-new.ts';
import { attach, judge, policiesOf, type PreparedGroup, prepareGroup } from './prepare-group.ts';
import { createRequests, type Requests } from './requests.ts';
import { sendAnswers } from './send-answers.ts';

/** Requests that failed are kept this long: the next request that succeeds serves those that can be served by then. */
const failedKeptMs = 24 * 60 * 60_000;

/** After so many requests the writer continues as new: it answers each with two events, and a long history is slow to replay. */
const batchSize = 500;

/**
 * The only writer of a group: creates it and attaches policies for every onboarding that requests access, however many
 * do so at once. It serves the requests that have arrived together, judges each by the policies that it names, answers each
 * with a signal, and ends when no more arrive. It serves requests that failed as soon as it can: after a repair, one `retry`
 * is enough for all. It ignores a cancellation from Temporal: every onboarding that has asked would wait for its answer.
 */
export async function groupWriter(
  input: GroupWriterInput,
  checkpoint?: GroupWriterCheckpoint,
): Promise<void> {
  return CancellationScope.nonCancellable(() => serveAll(input, checkpoint));
}

async function serveAll(input: GroupWriterInput, checkpoint?: GroupWriterCheckpoint): Promise<void> {
  const requests = createRequests(checkpoint);
  setHandler(requestAccessSignal, requests.receive);
  const show = () => setCurrentDetails(describePage(input, requests));
  show();
  await settle(input);

  for (;;) {
    const idleMs = requests.failed().length > 0 ? failedKeptMs : input.timings.groupIdleMs;
    await condition(requests.areWaiting, idleMs, { summary: 'ends if no request arrives' });
    if (!requests.areWaiting()) return;
    // Requests that were not taken yet travel along, so none falls between two executions of this workflow.
    if (shouldContinueAsNew()) await continueAsNew<GroupWriterWorkflow>(input, requests.checkpoint());
    await serve(input, requests);
    show();
  }
}

/**
 * Waits until nothing that an execution before this one has started can still create the group unseen. Group names are
 * not unique at Vultr, so looking earlier could make a second group.
 */
async function settle({ settledAt = 0 }: GroupWriterInput): Promise<void> {
  const remainingMs = settledAt - Date.now();
  const summary = 'an attempt of the writer that was ended may still create the group';
  if (remainingMs > 0) await sleep(remainingMs, { summary });
}

async function serve(input: GroupWriterInput, requests: Requests): Promise<void> {
  const droppedBefore = requests.dropped();
  const batch = requests.takeWaiting(batchSize);
  const prepared = await prepareGroup(input, batch);
  const answers = batch.map((request) => ({ request, verdict: judge(request, prepared) }));
  await sendAnswers(answers);
  requests.keepFailed(answers.filter(({ verdict }) => !verdict.ok).map(({ request }) => request));
  if (prepared.ok) await requeueServable(input, requests, prepared);
  const dropped = requests.dropped() - droppedBefore;
  if (dropped > 0) log.warn('dropped requests for a group at the limit', { dropped });
}

/** Now that the group is there, those that failed before and lack nothing any more take their turn again. */
async function requeueServable(
  input: GroupWriterInput,
  requests: Requests,
  prepared: PreparedGroup & { readonly ok: true },
): Promise<void> {
  const untried = policiesOf(requests.failed()).filter(({ id }) => !prepared.policies.has(id));
  const tried = await attach(input, prepared.groupId, untried);
  const now = { ...prepared, policies: new Map([...prepared.policies, ...tried]) };
  requests.requeue(requests.failed().filter((request) => judge(request, now).ok));
}

function describePage({ name }: GroupWriterInput, requests: Requests): string {
  const lines = [`Creates the group **${name}** and attaches policies, for all onboardings that request it.`];
  const failed = requests.failed().length;
  if (failed > 0) lines.push('', `**Failed requests** ${failed}: the next success serves those it can.`);
  const dropped = requests.dropped();
  if (dropped > 0)
    lines.push('', `**Dropped at the limit** ${dropped}: after the repair, retry these onboardings.`);
  return lines.join('\n');
}
