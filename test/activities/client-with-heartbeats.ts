import type { Client } from '@temporalio/client';

/** Creates a client that takes the heartbeats of activities. `onHeartbeat` throws what Temporal responds, if it responds. */
export function clientWithHeartbeats(onHeartbeat: (details: unknown) => void = () => {}): Client {
  const client = {
    withAbortSignal: <T>(_signal: AbortSignal, use: () => Promise<T>) => use(),
    activity: { heartbeat: async (_token: Uint8Array, details: unknown) => onHeartbeat(details) },
  };
  return client as unknown as Client;
}
