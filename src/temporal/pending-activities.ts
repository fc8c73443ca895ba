import type { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';

/** An activity that an execution waits for: it runs, or pauses between two attempts. */
export type PendingActivity = {
  /** Name of the activity type. */
  readonly type: string;
  /** The details of its last heartbeat; `undefined` if there was none, or if they cannot be decrypted. */
  readonly heartbeat: unknown;
};

type RawActivity = {
  readonly activityType?: { readonly name?: string | null } | null;
  readonly heartbeatDetails?: { readonly payloads?: Payload[] | null } | null;
};

export async function decodePendingActivities(
  { options: { loadedDataConverter } }: Client,
  activities: readonly RawActivity[],
): Promise<PendingActivity[]> {
  return Promise.all(
    activities.map(async ({ activityType, heartbeatDetails }) => ({
      type: activityType?.name ?? '',
      heartbeat: await decodeArrayFromPayloads(loadedDataConverter, heartbeatDetails?.payloads).then(
        ([details]) => details,
        () => undefined,
      ),
    })),
  );
}
