import { CancellationScope, condition, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { VultrActivities } from '../activities/index.ts';
import type { Acceptance, InvitationRecord, WatchInput } from '../contract/step-data.ts';
import { watchOptions } from './activity-options.ts';
import type { Run } from './run.ts';

/**
 * Looks at an invitation, in intervals that grow, until it is accepted, `until` (milliseconds since 1970) is reached,
 * or something else calls. Answers the acceptance, if that was it.
 */
export async function waitInWindow(
  run: Run,
  invitation: InvitationRecord,
  until: number,
  summaries: { readonly look: string; readonly timer: string },
  called: () => boolean,
): Promise<Acceptance | undefined> {
  const { record } = run;
  const { awaitAcceptance: watch } = proxyActivities<VultrActivities>({
    ...watchOptions(record.input.timings, record.input.taskQueues.vultr),
    summary: summaries.look,
  });

  let accepted: Acceptance | undefined;
  let failed: { error: unknown } | undefined;
  const scope = new CancellationScope();
  const watched = scope.run(async () => {
    try {
      accepted = await watch(watchInput(run, invitation));
    } catch (error) {
      failed = { error };
    }
  });
  const something = () => accepted !== undefined || failed !== undefined || called();
  const remaining = until - Date.now();
  if (remaining > 0) await condition(something, remaining, { summary: summaries.timer });
  if (accepted === undefined && failed === undefined) {
    scope.cancel();
    await watched;
  }
  if (accepted !== undefined) return accepted;
  if (failed !== undefined && !isCancellation(failed.error)) throw failed.error;
  return undefined;
}

export function watchInput({ record }: Run, invitation: InvitationRecord): WatchInput {
  return { email: record.input.email, invitation, timings: record.input.timings };
}
