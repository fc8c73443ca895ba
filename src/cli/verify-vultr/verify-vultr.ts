import { StartError } from '../../contract/lib/start-error.ts';
import type { Answers } from './answers.ts';
import { toDialect } from './answers.ts';
import type { Dialog } from './dialog.ts';
import { chooseOutput, writeDialect } from './dialect-output.ts';
import type { VerifyOptions } from './parse-verify-options.ts';
import { answersOf } from './questions/questions.ts';
import { readOrganization } from './read-organization.ts';
import { createRecorder } from './recorder.ts';
import { formatReport, type ReportOptions } from './report.ts';
import type { WalkTimings } from './walk/context.ts';
import { walk } from './walk/walk.ts';

export type Verification = VerifyOptions & {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly timeoutMs: number;
  readonly requestsPerSecond: number;
  readonly timings: WalkTimings;
  readonly report: ReportOptions;
  readonly dialog: Dialog;
  readonly signal: AbortSignal;
};

/**
 * Prints which interpretation of each open question the API follows, and writes what it saw as a dialect of the
 * simulator.
 * Returns whether everything that was asked for was done. Throws `StartError` if the organization cannot be read.
 */
export async function verifyVultr(options: Verification): Promise<boolean> {
  const { dialog, email, timings, signal } = options;
  const output = chooseOutput(options.output);
  const { baseUrl, apiKey, timeoutMs, requestsPerSecond } = options;
  const recorder = createRecorder({
    baseUrl,
    apiKey,
    timeoutMs,
    requestsPerSecond,
    onProgress: dialog.print,
  });
  dialog.print(`Reading the organization at ${baseUrl}, with GET requests only.`);
  const observed = await readOrganization(recorder);
  const answers: Answers = answersOf(observed);
  let isComplete = true;
  try {
    if (email !== undefined)
      isComplete = await walk({ recorder, dialog, email, observed, answers, timings, signal });
  } finally {
    if (!signal.aborted) {
      dialog.print(`\n${formatReport(answers, options.report)}\n`);
      writeDialect(output, toDialect(answers));
      dialog.print(`Written to ${output}. To run the simulator like this:`);
      dialog.print(`  npm run start:simulator -- --dialect ${output}`);
    }
  }
  return isComplete;
}

/** Throws `StartError` if nobody can be asked before a write. */
export function requireTerminal({ email, yes }: VerifyOptions, isTerminal: boolean): void {
  if (email !== undefined && !yes && !isTerminal)
    throw new StartError(
      'Nothing was read or written: each write needs your agreement, and this is not a terminal. To agree to all of them, add --yes.',
    );
}
