import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { groupWorkflowIdFor, onboardingIdFor } from '../contract/temporal/workflow-ids.ts';
import { defined } from '../contract/lib/optional.ts';
import { initialView } from '../contract/temporal/initial-view.ts';
import type { OnboardingInput } from '../contract/temporal/onboarding-input.ts';
import { type OnboardingRequest, requestFingerprintSource } from '../contract/api/onboarding-request.ts';
import { ProblemError } from '../contract/api/problems.ts';
import type { OnboardingMemo } from '../contract/temporal/memo.ts';
import type { OnboardingView } from '../contract/api/onboarding-view.ts';
import { groupAttribute, statusAttributes } from '../contract/temporal/search-attributes.ts';
import { workflows } from '../contract/temporal/workflow-definitions.ts';
import type { OnboardingSettings } from './settings.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { findOrUndefined, type FoundOnboarding } from './get.ts';
import { requestRehire } from './rehire.ts';
import type { Onboardings } from './onboardings.ts';
import { callTemporal } from './call-temporal.ts';

/** The end of a workflow becomes visible a moment later. */
const attempts = 6;
const attemptPauseMs = 200;

/** Temporal shows at most this much of a summary. */
const summaryBytes = 200;

/**
 * The workflow ID is made from the person, so Temporal itself ensures that one person has one open onboarding; a second
 * caller finds the onboarding of the first.
 */
export function createStart(client: OrganizationClient, settings: OnboardingSettings): Onboardings['start'] {
  return async (request, caller) => {
    const id = idOf(client, request, settings);
    const input = inputFor(client, request, settings);
    const memo: OnboardingMemo = {
      view: initialView(id, input, Date.now()),
      fingerprint: fingerprintOf(request),
      requestedBy: caller.name,
      ...defined({ idempotencyKey: caller.idempotencyKey }),
    };
    // Most people are new: for them this one call is enough.
    if (await tryStart(client, id, input, memo, 'REJECT_DUPLICATE'))
      return { outcome: 'started', onboarding: memo.view };
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const existing = await findOrUndefined(client, id);
      if (existing !== undefined && matchesExisting(existing, memo)) {
        return { outcome: 'existing', onboarding: existing.view };
      }
      const started =
        existing?.open === true
          ? await requestRehire(client, existing, { input, memo })
          : await tryStart(client, id, input, memo, 'ALLOW_DUPLICATE');
      if (started) return { outcome: 'started', onboarding: memo.view };
      // Another caller was faster between the look and the start, or the existing onboarding is about to end.
      await sleep(attemptPauseMs);
    }
    const detail = 'Another onboarding of this person is starting or finishing. Retry in a second.';
    throw new ProblemError('open_onboarding_conflict', detail, { retryAfterSeconds: 1 });
  };
}

/** Returns the onboarding that a start would find instead of starting one. Throws if one is in the way. */
export async function findExisting(
  client: OrganizationClient,
  settings: OnboardingSettings,
  request: OnboardingRequest,
): Promise<OnboardingView | undefined> {
  const existing = await findOrUndefined(client, idOf(client, request, settings));
  if (existing === undefined) return undefined;
  return matchesExisting(existing, { fingerprint: fingerprintOf(request) }) ? existing.view : undefined;
}

function idOf(
  { organization }: OrganizationClient,
  { email }: OnboardingRequest,
  { idKey }: OnboardingSettings,
): string {
  return onboardingIdFor(idKey, organization, email);
}

function fingerprintOf(request: OnboardingRequest): string {
  return createHash('sha256').update(requestFingerprintSource(request)).digest('hex');
}

/**
 * Whether the existing onboarding is the result of the request. Throws if it is in the way. An open onboarding that was
 * cancelled is not the result: the person is rehired.
 */
function matchesExisting(
  existing: FoundOnboarding,
  wanted: Pick<OnboardingMemo, 'fingerprint' | 'idempotencyKey'>,
): boolean {
  const { memo, view, open } = existing;
  const sameContent = memo.fingerprint === wanted.fingerprint;
  const sameKey = wanted.idempotencyKey !== undefined && memo.idempotencyKey === wanted.idempotencyKey;
  if (sameKey && !sameContent) {
    const detail = 'Use a new Idempotency-Key for a request with different content.';
    throw new ProblemError('idempotency_key_reused', detail);
  }
  const cancelled = open && view.cancellation !== undefined;
  if (sameContent && ((open && !cancelled) || view.state === 'completed' || sameKey)) return true;
  if (!open || view.state === 'guarding') return false;
  throw new ProblemError(
    'open_onboarding_conflict',
    cancelled
      ? `The onboarding ${view.id} of this person was cancelled and is being undone (${view.state}). Retry once it is guarding or cancelled.`
      : `The onboarding ${view.id} of this person is open (${view.state}) and was started with different content. Wait until it is completed, or cancel it.`,
  );
}

function inputFor(
  { organization, taskQueues }: OrganizationClient,
  request: OnboardingRequest,
  settings: OnboardingSettings,
): OnboardingInput {
  const { email, firstName, lastName, externalId, startDate, group } = request;
  return {
    email,
    ...defined({ firstName, lastName, externalId, startDate }),
    allowedAddresses: request.allowedAddresses ?? [],
    apiAccess: request.apiAccess ?? false,
    // Vultr's Terraform provider requires a description of every group.
    group: { name: group.name, description: group.description ?? `Members of ${group.name}` },
    policies: request.policies,
    groupWorkflowId: groupWorkflowIdFor(settings.idKey, organization, group.name),
    maxInvitations: settings.maxInvitations,
    timings: settings.timings,
    taskQueues,
    ...(settings.events === true ? { events: true } : {}),
  };
}

/** Whether to start if a workflow with this ID has ended. If one is open, none is started. */
type ReusePolicy = 'REJECT_DUPLICATE' | 'ALLOW_DUPLICATE';

/** Returns whether the onboarding was started. */
async function tryStart(
  client: OrganizationClient,
  id: string,
  input: OnboardingInput,
  memo: OnboardingMemo,
  reusePolicy: ReusePolicy,
): Promise<boolean> {
  try {
    await callTemporal(client, () => startOnboarding(client, id, input, memo, reusePolicy));
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

async function startOnboarding(
  client: OrganizationClient,
  id: string,
  input: OnboardingInput,
  memo: OnboardingMemo,
  workflowIdReusePolicy: ReusePolicy,
): Promise<void> {
  await client.start(workflows.onboarding, {
    workflowId: id,
    args: [input],
    workflowIdConflictPolicy: 'FAIL',
    workflowIdReusePolicy,
    memo,
    typedSearchAttributes: [...statusAttributes(memo.view), { key: groupAttribute, value: input.group.name }],
    staticSummary: cutToBytes(`${input.email} → ${input.group.name}`, summaryBytes),
    staticDetails: `Invites ${input.email}, creates the group "${input.group.name}" with ${input.policies.join(', ')}, waits for the acceptance, adds the member and verifies the access. Requested by ${memo.requestedBy}.`,
  });
}

/** Cuts a text to a number of UTF-8 bytes without splitting a character. */
function cutToBytes(text: string, bytes: number): string {
  const encoded = new TextEncoder().encode(text);
  if (encoded.length <= bytes) return text;
  return `${new TextDecoder().decode(encoded.slice(0, bytes - 3)).replace(/\uFFFD+$/, '')}…`;
}
