import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { movedToTrust } from '../src/activities/watch/totals.ts';
import type { OnboardingView } from '../src/contract/api/onboarding-view.ts';
import {
  invitationWatchIdFor,
  type InvitationWatchInput,
  type WatchState,
} from '../src/contract/temporal/invitation-watch.ts';
import { acceptAndMeasure } from './acceptance.ts';
import type { Service } from './service.ts';
import { until } from './statistics.ts';

/** Lets people accept, one after the other, until the watch trusts totals. Acceptances next to new invitations prove nothing. */
export async function learnTotals(service: Service, people: readonly OnboardingView[]): Promise<void> {
  const sweeps = (await watchStateOf(service)).sweeps ?? 0;
  await until(async () => (((await watchStateOf(service)).sweeps ?? 0) >= sweeps + 3 ? true : undefined));
  for (const person of people) {
    if ((await watchStateOf(service)).movedTotals === movedToTrust) return;
    await acceptAndMeasure(service, [person], 1_000);
    const after = (await watchStateOf(service)).sweeps ?? 0;
    await until(async () => (((await watchStateOf(service)).sweeps ?? 0) > after ? true : undefined));
  }
  throw new Error(`the watch does not trust totals after ${people.length} acceptances`);
}

/** What the watch last reported; nothing between two rounds. */
async function watchStateOf({ client, organization }: Service): Promise<Partial<WatchState>> {
  const { raw } = await client.workflow.getHandle(invitationWatchIdFor(organization)).describe();
  const payloads = raw.pendingActivities?.[0]?.heartbeatDetails?.payloads;
  const [state] = await decodeArrayFromPayloads(client.options.loadedDataConverter, payloads);
  return (state as WatchState | undefined) ?? {};
}

/** Returns the input of the running watch. */
export async function watchInputOf({ organization, client }: Service): Promise<InvitationWatchInput> {
  const { events } = await client.workflow.getHandle(invitationWatchIdFor(organization)).fetchHistory();
  const payloads = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads;
  const [input] = await decodeArrayFromPayloads(client.options.loadedDataConverter, payloads);
  return input as InvitationWatchInput;
}
