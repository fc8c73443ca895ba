import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Dialog } from '../../../src/cli/verify-vultr/dialog.ts';
import { verifyVultr, type Verification } from '../../../src/cli/verify-vultr/verify-vultr.ts';
import { type Dialect, dialectSchema } from '../../../src/simulator/dialect.ts';
import { readDialectFile } from '../../../src/simulator/dialect-file.ts';
import { type SimulatedVultr, startSimulatedVultr } from '../../support/simulated-vultr.ts';

/** Starts a simulator with this dialect for the duration of the test, without a rate limit. */
export async function simulate(dialect: Partial<Dialect> = {}): Promise<SimulatedVultr> {
  const vultr = await startSimulatedVultr({ ...dialect, requestsPerSecond: 0 });
  onTestFinished(() => vultr.stop());
  return vultr;
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vultr-onboarding-verify-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export type Verified = {
  readonly isComplete: boolean;
  readonly output: string;
  /** The report without what precedes it. */
  readonly report: string;
  readonly file: string;
  readonly dialect: Partial<Dialect>;
  readonly asked: readonly string[];
};

type Script = Partial<Verification> & {
  /** Answers a question before a write. Default: yes. */
  readonly agree?: (question: string) => boolean;
  /** Plays the invited person, once the walk waits for them. Without it, Enter is pressed. */
  readonly whileWaiting?: () => Promise<void>;
};

/** Verifies the simulator in this process, with a scripted person at the terminal. */
export async function verify(vultr: SimulatedVultr, script: Script = {}): Promise<Verified> {
  const { agree = () => true, whileWaiting, ...changes } = script;
  const lines: string[] = [];
  const asked: string[] = [];
  const dialog: Dialog = {
    print: (text) => void lines.push(text),
    async confirm(question) {
      asked.push(question);
      return agree(question);
    },
    async enterPressed() {
      if (whileWaiting === undefined) return;
      await whileWaiting();
      await new Promise<void>(() => {});
    },
  };
  const file = join(temporaryFolder(), 'dialect.json');
  const isComplete = await verifyVultr({
    email: undefined,
    yes: false,
    output: file,
    baseUrl: vultr.url,
    apiKey: vultr.apiKey,
    timeoutMs: 10_000,
    requestsPerSecond: 1_000,
    timings: { pollMs: 20, settleMs: 1_200 },
    report: { width: 100, useColor: false },
    signal: new AbortController().signal,
    dialog,
    ...changes,
  });
  const output = lines.join('\n');
  const report = output.slice(output.indexOf('  question '), output.indexOf('\nWritten to'));
  return { isComplete, output, report, file, dialect: readDialectFile(file), asked };
}

/** The mark of each row of the table, by the name of the question. */
export function marksIn(report: string): Record<string, string> {
  const rows = report.matchAll(/^([✓≠]) (.+?) {2,}/gm);
  return Object.fromEntries([...rows].map(([, mark = '', name = '']) => [name, mark]));
}

/** The part of the complete dialect that the options name. */
export function partOf(dialect: Partial<Dialect>, options: Iterable<string>): Partial<Dialect> {
  const complete: Record<string, unknown> = dialectSchema.parse(dialect);
  return Object.fromEntries([...options].map((option) => [option, complete[option]]));
}

export const optionNames = Object.keys(dialectSchema.shape);

/** The options that the file does not name. */
export function leftOut(dialect: Partial<Dialect>): string[] {
  return optionNames.filter((option) => !(option in dialect));
}
