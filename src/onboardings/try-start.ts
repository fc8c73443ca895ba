import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { OnboardingView } from '../contract/api/onboarding-view.ts';
import { flowIdFor } from '../contract/temporal/flow-ids.ts';
import { initialView } from '../contract/temporal/initial-view.ts';
import type { PersonMemo } from '../contract/temporal/memo.ts';
import type { FlowRequest } from '../contract/temporal/messages.ts';
import type { PersonRecord } from '../contract/temporal/person-record.ts';
import { personAttributes } from '../contract/temporal/search-attributes.ts';
import { workflows } from '../contract/temporal/workflow-definitions.ts';
import type { OrganizationClient } from '../temporal/organization-client.ts';
import { callTemporal } from './call-temporal.ts';

/** Temporal shows at most this much of a summary. */
const summaryBytes = 200;

/** The onboarding as its caller sees it before a worker has begun. */
export function viewAtStart(personId: string, input: FlowRequest['input']): OnboardingView {
  return initialView(flowIdFor(personId, input.flow), input, Date.now());
}

/** Whether to start if an execution with this ID has ended. If one is open, none is started. */
export type ReusePolicy = 'REJECT_DUPLICATE' | 'ALLOW_DUPLICATE';

/** Returns whether the onboarding was started. */
export async function tryStart(
  client: OrganizationClient,
  personId: string,
  flow: FlowRequest,
  record: PersonRecord,
  reusePolicy: ReusePolicy,
): Promise<boolean> {
  try {
    await callTemporal(client, () => startOnboarding(client, personId, flow, record, reusePolicy));
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

async function startOnboarding(
  client: OrganizationClient,
  personId: string,
  { input }: FlowRequest,
  record: PersonRecord,
  workflowIdReusePolicy: ReusePolicy,
): Promise<void> {
  const view = viewAtStart(personId, input);
  const memo: PersonMemo = { view, record };
  const { email, groups, requestedBy } = input;
  await client.start(workflows.onboarding, {
    workflowId: personId,
    args: [{ ...input, record }],
    workflowIdConflictPolicy: 'FAIL',
    workflowIdReusePolicy,
    memo,
    typedSearchAttributes: personAttributes(view, { ...input, group: view.group }),
    staticSummary: cutToBytes(`${email} → ${groups.map(({ name }) => name).join(', ')}`, summaryBytes),
    staticDetails: `Invites ${email}, creates ${groups.map(({ name, policies }) => `the group "${name}" with ${policies.join(', ')}`).join(' and ')}, waits for the acceptance, adds the member and verifies the access. Requested by ${requestedBy}.`,
  });
}

/** Cuts a text to a number of UTF-8 bytes without splitting a character. */
function cutToBytes(text: string, bytes: number): string {
  const encoded = new TextEncoder().encode(text);
  if (encoded.length <= bytes) return text;
  return `${new TextDecoder().decode(encoded.slice(0, bytes - 3)).replace(/\uFFFD+$/, '')}…`;
}
