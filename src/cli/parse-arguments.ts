import { errorMessage } from '../contract/lib/error-message.ts';
import { StartError } from '../contract/lib/start-error.ts';

/** Runs a parser of command line arguments. Turns its error into a `StartError` that shows the usage as well. */
export function parseArguments<Result>(usage: string, parse: () => Result): Result {
  try {
    return parse();
  } catch (error) {
    throw new StartError(`${errorMessage(error)}\n\nUsage: ${usage}`, { cause: error });
  }
}
