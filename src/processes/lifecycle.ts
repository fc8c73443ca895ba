import { ConfigError } from '../contract/lib/config-error.ts';
import { StartError } from '../contract/lib/start-error.ts';

/** Something that a program starts and stops. `ended` settles if the service ends unasked, which is a failure. */
export type Service = {
  readonly name: string;
  readonly stop: () => Promise<void>;
  readonly ended?: Promise<unknown>;
};

/** Hands a started service to the program, which stops it on exit and exits if the service ends. */
export type AddService = (service: Service) => void;

export type MainOptions = {
  /** Whether `run` ends by itself soon after a signal, because it has something to finish or to say. */
  readonly endsOnSignal?: boolean;
};

/** What shells report of a program that Ctrl-C has ended. */
const interruptedCode = 130;

/**
 * Runs a program. A program that has added services runs until a signal arrives or a service ends; one without services
 * runs until `run` returns, and exits with 130 if a signal arrives before. Services are stopped in reverse order. A
 * `StartError` or `ConfigError` is printed without its stack, any other error with it.
 */
export async function main(
  run: (addService: AddService, signal: AbortSignal) => Promise<void>,
  { endsOnSignal = false }: MainOptions = {},
) {
  const services: Service[] = [];
  const stopping = new AbortController();
  const ended = Promise.withResolvers<never>();
  const addService: AddService = (service) => {
    services.push(service);
    service.ended?.then(
      () => ended.reject(new StartError(`The ${service.name} ended unexpectedly.`)),
      (error: unknown) => ended.reject(error),
    );
  };
  // Once the program is stopping, nothing listens to this promise.
  ended.promise.catch(() => {});
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // A second Ctrl-C exits at once.
      if (stopping.signal.aborted) process.exit(interruptedCode);
      stopping.abort();
    });
  }
  const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve()));
  try {
    await Promise.race([
      run(addService, stopping.signal).then(() => (services.length > 0 ? stopped : undefined)),
      ended.promise,
      ...(endsOnSignal ? [] : [stopped]),
    ]);
  } catch (error) {
    process.exitCode = 1;
    if (endsOnSignal || !stopping.signal.aborted) print(error);
  }
  // To stop is all that services are asked for. Any other program has not done what it was asked for.
  if (stopping.signal.aborted && services.length === 0) process.exitCode = interruptedCode;
  stopping.abort();
  await stopAll(services);
  process.exit();
}

async function stopAll(services: readonly Service[]): Promise<void> {
  for (const service of services.toReversed()) {
    try {
      await service.stop();
    } catch (error) {
      process.exitCode = 1;
      print(error);
    }
  }
}

function print(error: unknown): void {
  const isExpected = error instanceof ConfigError || error instanceof StartError;
  const text = isExpected
    ? error.message
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);
  process.stderr.write(`\n${text}\n`);
}
