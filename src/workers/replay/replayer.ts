import { DeterminismViolationError } from '@temporalio/workflow';
import { Worker, type ReplayWorkerOptions } from '@temporalio/worker';
import { errorMessage } from '../../contract/lib/error-message.ts';
import { StartError } from '../../contract/lib/start-error.ts';
import { withTimeout } from '../../contract/lib/with-timeout.ts';
import { createPayloadCodec } from '../../temporal/encryption/payload-codec.ts';
import { workflowOptions, type WorkflowSettings } from '../workflow-options.ts';
import { findUndecryptable } from './find-undecryptable.ts';
import { firstCompletedTask, type History, type HistoryEvent } from './history.ts';
import { recordFailures } from './recording-codec.ts';

/** Why a history does not replay. */
export type ReplayFailure = {
  /** The first event that the code does not lead to, or that cannot be decrypted. */
  readonly event: HistoryEvent;
  /** What differs, in the words of the SDK. */
  readonly reason: string;
};

export type Replayer = {
  /**
   * Replays a history with the current workflow code. Returns why that fails, `undefined` if it does not. The history
   * must contain a completed workflow task. Throws `StartError` if the replay does not end.
   */
  readonly replay: (workflowId: string, history: History) => Promise<ReplayFailure | undefined>;
  readonly stop: () => Promise<void>;
};

type Replay = { readonly workflowId: string; readonly history: History };

/** Some ten times what a slow machine needs, so that a replay that takes longer never ends. */
const timeLimit = { baseMs: 60_000, perEventMs: 10 };

/** Replays histories one after the other, in one worker that is connected to nothing. */
export function createReplayer(settings: WorkflowSettings, limit = timeLimit): Replayer {
  const codec = createPayloadCodec(settings.encryptionKeys);
  const recording = recordFailures(codec);
  const { dataConverter, ...options } = workflowOptions(settings);
  const results = runReplays({
    ...options,
    dataConverter: { ...dataConverter, payloadCodecs: [recording.codec] },
  });

  async function reasonToFail(replay: Replay): Promise<string | undefined> {
    recording.takeFailure();
    const events = replay.history.events?.length ?? 0;
    const result = await withTimeout(
      limit.baseMs + limit.perEventMs * events,
      results.next(replay),
      () => new StartError(`The replay of ${replay.workflowId} does not end, so nothing else was replayed.`),
    );
    if (result === undefined) return undefined;
    return (
      (result instanceof DeterminismViolationError ? undefined : recording.takeFailure()) ?? reasonOf(result)
    );
  }

  return {
    async replay(workflowId, history) {
      const events = history.events ?? [];
      const undecryptable = await findUndecryptable(events, codec);
      if (undecryptable !== undefined) return undecryptable;
      const reason = await reasonToFail({ workflowId, history });
      if (reason === undefined) return undefined;
      const fails = async (length: number) =>
        (await reasonToFail({ workflowId, history: { events: events.slice(0, length) } })) !== undefined;
      // A history that ends before its first completed workflow task leaves nothing to compare.
      const length = await shortestFailing(firstCompletedTask(events), events.length, fails);
      return { event: events[length - 1] ?? {}, reason };
    },
    stop: () => results.stop(),
  };
}

/** Returns the shortest length that fails, by bisection. `passing` passes, and `failing` fails. */
async function shortestFailing(
  passing: number,
  failing: number,
  fails: (length: number) => Promise<boolean>,
): Promise<number> {
  let [low, high] = [passing, failing];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await fails(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Runs a replay worker that takes one history at a time. `next` returns the error of the replay, if there is one. */
function runReplays(options: ReplayWorkerOptions) {
  let pending: Replay | undefined;
  let running = false;
  // The SDK asks for the next history only when it is asked for the next result.
  async function* histories() {
    while (pending !== undefined) {
      const taken = pending;
      pending = undefined;
      yield taken;
    }
  }
  const results = Worker.runReplayHistories(options, histories());
  return {
    async next(replay: Replay): Promise<Error | undefined> {
      pending = replay;
      running = true;
      const { value, done } = await results.next();
      running = false;
      if (done === true) throw new Error('the replay worker ended');
      const { runId, error } = value;
      const expected = replay.history.events?.[0]?.workflowExecutionStartedEventAttributes;
      if (runId !== expected?.originalExecutionRunId)
        throw new Error(`replayed run ${runId} instead of ${expected?.originalExecutionRunId}`);
      return error;
    },
    /** Does not wait for a replay that does not end. */
    async stop() {
      if (!running) await results.return?.();
    },
  };
}

/** Finds the message in what the SDK's core prints about the failure of a workflow task. */
function reasonOf(error: Error): string {
  const [, quoted] = /message: ("(?:[^"\\]|\\.)*")/.exec(error.message) ?? [];
  if (quoted === undefined) return errorMessage(error);
  return quoted.slice(1, -1).replaceAll(/\\(.)/g, '$1');
}
