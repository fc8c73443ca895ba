import { ConfigError } from '../contract/lib/config-error.ts';
import { StartError } from '../contract/lib/start-error.ts';

/** Something that runs until it is stopped. `ended` settles where it ends by itself, which is a failure. */
export type Service = {
  readonly name: string;
  readonly stop: () => Promise<void>;
  readonly ended?: Promise<unknown>;
};

/**
 * Starts parts one after the other, runs until a signal comes or a part ends (or, without parts, until `start` is
 * through), then stops them in reverse order. A failure that a person can mend is told in its own words; anything else with its stack.
 */
export async function main(start: (begin: (part: Service) => void, signal: AbortSignal) => Promise<void>) {
  const parts: Service[] = [];
  const stopping = new AbortController();
  const ended = Promise.withResolvers<never>();
  const begin = (part: Service) => {
    parts.push(part);
    part.ended?.then(
      () => ended.reject(new StartError(`${part.name} ended unexpectedly.`)),
      (error: unknown) => ended.reject(error),
    );
  };
  // Nobody may be listening any more once the stopping has begun.
  ended.promise.catch(() => {});
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // A second Ctrl-C does not wait for anything.
      if (stopping.signal.aborted) process.exit(130);
      stopping.abort();
    });
  }
  const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve()));
  try {
    await Promise.race([
      start(begin, stopping.signal).then(() => (parts.length > 0 ? stopped : undefined)),
      ended.promise,
      stopped,
    ]);
  } catch (error) {
    process.exitCode = 1;
    if (!stopping.signal.aborted) report(error);
  }
  stopping.abort();
  await stopAll(parts);
  process.exit();
}

async function stopAll(parts: readonly Service[]): Promise<void> {
  for (const part of parts.toReversed()) {
    try {
      await part.stop();
    } catch (error) {
      process.exitCode = 1;
      report(error);
    }
  }
}

function report(error: unknown): void {
  const plain = error instanceof ConfigError || error instanceof StartError;
  const text = plain
    ? error.message
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);
  process.stderr.write(`\n${text}\n`);
}
