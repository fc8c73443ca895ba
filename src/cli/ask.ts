import { createInterface } from 'node:readline/promises';

export type AskOptions = {
  readonly input?: NodeJS.ReadableStream;
  readonly output?: NodeJS.WritableStream;
  /** Ends the wait for an answer. */
  readonly signal?: AbortSignal | undefined;
};

/**
 * Asks on the terminal. Resolves to the line that the person enters, or to `undefined` if they press Ctrl-D or `signal`
 * aborts. Ctrl-C reaches the process as it does at any other time.
 */
export async function ask(
  question: string,
  { input = process.stdin, output = process.stdout, signal }: AskOptions = {},
): Promise<string | undefined> {
  if (signal?.aborted === true) return undefined;
  const terminal = createInterface({ input, output });
  // On a terminal, readline sees Ctrl-C before the process does.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const { promise: noAnswer, resolve } = Promise.withResolvers<undefined>();
  const giveUp = () => resolve(undefined);
  terminal.once('close', giveUp);
  signal?.addEventListener('abort', giveUp);
  try {
    // Versions of Node.js differ in whether the question rejects or stays open after Ctrl-D.
    return await Promise.race([terminal.question(question).catch(() => undefined), noAnswer]);
  } finally {
    signal?.removeEventListener('abort', giveUp);
    terminal.close();
  }
}

/** Asks whether to do something. Only `y` and `yes` mean that the person agrees. */
export async function confirm(question: string, options: AskOptions = {}): Promise<boolean> {
  const answer = await ask(`${question} [y/N] `, options);
  return /^y(es)?$/i.test(answer?.trim() ?? '');
}
