import { parseArgs } from 'node:util';
import { errorMessage } from '../contract/lib/error-message.ts';

/**
 * Runs a parser of command line arguments. `--help` or `-h` prints the usage and exits with 0. If the parser throws, its
 * message and the usage are printed, and the program exits with 1. Without a parser, the program takes no arguments.
 */
export function parseArguments(usage: string): void;
export function parseArguments<Result>(usage: string, parse: () => Result): Result;
export function parseArguments(usage: string, parse: () => unknown = rejectArguments): unknown {
  if (asksForHelp(process.argv.slice(2))) {
    process.stdout.write(`Usage: ${usage}\n`);
    process.exit(0);
  }
  try {
    return parse();
  } catch (error) {
    process.stderr.write(`\n${errorMessage(error)}\n\nUsage: ${usage}\n`);
    process.exit(1);
  }
}

/** After `--`, an argument is a value even if it looks like an option. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? args.length : end).some((arg) => arg === '--help' || arg === '-h');
}

/** Throws `TypeError` if there is any argument. */
function rejectArguments(): void {
  parseArgs({ options: {} });
}
