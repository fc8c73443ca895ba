import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { loadConfig } from '../../config/config.ts';
import { maxItems } from '../../contract/api/batch.ts';
import { errorMessage } from '../../contract/lib/error-message.ts';
import { StartError } from '../../contract/lib/start-error.ts';
import { localApiKey } from '../../processes/local-secrets.ts';
import { plural } from '../plural.ts';
import { type BatchClient, chunk, createBatchClient, hiresPerCall } from './batch-client.ts';
import { isValid } from './find-duplicates.ts';
import type { ValidRow } from './hire-row.ts';
import { createOutcomes } from './outcomes.ts';
import { createProgressBar } from '../progress-bar.ts';
import { type HireFile, readHires, type ReadOptions } from './read-hires.ts';
import { formatMistakes, formatPlan, formatResult, hasFailed, type Planned, type Started } from './report.ts';
import { createResultFile, writeResultFile } from './result-file.ts';

export type ImportOptions = ReadOptions & {
  readonly file: string;
  /** Starts without asking for confirmation. */
  readonly yes: boolean;
  /** Shows the plan and starts nothing. */
  readonly dryRun: boolean;
  /** Starts the other onboardings even if some rows are invalid or would be refused. */
  readonly skipInvalid: boolean;
  /** The file to write what became of each row to. Without it, one is written only if onboardings are started. */
  readonly result: string | undefined;
  readonly url: string | undefined;
};

/** The kinds of plan that change something. */
const changingPlans: ReadonlySet<string> = new Set(['invite', 'adopt_invitation', 'adopt_member']);

/** What has been done so far. It outlives an error, so that the result file is always written. */
type Progress = {
  readonly planned: Planned[];
  /** The lines whose start was requested. */
  readonly requested: Set<number>;
  readonly started: Started[];
  resultFile: string | undefined;
  error: string | undefined;
};

/**
 * Reads hires from a CSV file, prints what would happen to each of them, asks for confirmation, and starts their
 * onboardings. Resolves to whether every row is valid and started or already existed, or would be.
 */
export async function importHires(options: ImportOptions): Promise<boolean> {
  const file = readHires(readFile(options.file), options);
  for (const warning of file.warnings) print(`Warning: ${warning}`);
  const resultFile =
    options.result === undefined ? undefined : createResultFile(options.result, options.file);
  const progress: Progress = { planned: [], requested: new Set(), started: [], resultFile, error: undefined };
  try {
    return await planAndStart(file, options, progress);
  } catch (error) {
    progress.error = errorMessage(error);
    throw error;
  } finally {
    if (progress.resultFile !== undefined) {
      writeResultFile(progress.resultFile, file, createOutcomes(progress));
      print(`Result of each row: ${progress.resultFile}`);
    }
  }
}

async function planAndStart(file: HireFile, options: ImportOptions, progress: Progress): Promise<boolean> {
  if (file.rows.length === 0) print('The file contains no hires.');
  const valid = file.rows.filter(isValid);
  const invalid = file.rows.length - valid.length;
  if (invalid > 0) print(`${formatMistakes(file.rows)}\n`);
  const hires = valid.filter(({ sameAs }) => sameAs === undefined);
  const repeated = valid.filter(({ sameAs }) => sameAs !== undefined);
  // Without hires there is nothing to ask the API for.
  const client = hires.length === 0 ? undefined : connect(options.url);
  if (client !== undefined) await planAll(client, hires, progress.planned);
  const { planned } = progress;
  if (planned.length > 0) print(`${formatPlan(planned, repeated)}\n`);

  const refusedLines = new Set(planned.flatMap(({ line, item }) => (item.plan === 'refuse' ? [line] : [])));
  const isComplete = invalid + refusedLines.size === 0;
  const hasConflict = planned.some(({ item }) => item.plan === 'conflict');
  if (options.dryRun) {
    print('Nothing was started: --dry-run shows only the plan.');
    return isComplete && !hasConflict;
  }
  if (!isComplete && !options.skipInvalid) {
    throw new StartError(
      'Nothing was started. Fix the rows that are invalid or refused, or start the others with --skip-invalid.',
    );
  }
  const changes = planned.filter(({ item }) => changingPlans.has(item.plan)).length;
  if (client === undefined || changes === 0) print('There is nothing to start.');
  else if (options.yes || (await isConfirmed(changes))) {
    progress.resultFile ??= createResultFile(undefined, options.file);
    const toStart = hires.filter(({ line }) => !refusedLines.has(line));
    await startAll(client, toStart, progress);
  } else print('Nothing was started.');
  return isComplete && !hasConflict && !progress.started.some(hasFailed);
}

function readFile(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new StartError(`Cannot read ${file}: ${errorMessage(error)}`, { cause: error });
  }
}

function connect(url: string | undefined): BatchClient {
  const config = loadConfig();
  const baseUrl = url?.replace(/\/+$/, '') ?? `http://${config.api.host}:${config.api.port}`;
  return createBatchClient(baseUrl, localApiKey(config));
}

async function planAll(client: BatchClient, rows: readonly ValidRow[], planned: Planned[]): Promise<void> {
  // Each call reads the lists of the organization once, so use as few calls as possible.
  for (const batch of chunk(rows, maxItems)) {
    const items = await client.plan(batch.map(({ hire }) => hire));
    planned.push(...items.map((item, index) => withRow(batch[index], item)));
  }
}

async function startAll(
  client: BatchClient,
  rows: readonly ValidRow[],
  { requested, started }: Progress,
): Promise<void> {
  const showProgress = createProgressBar(rows.length, process.stderr);
  for (const batch of chunk(rows, hiresPerCall)) {
    for (const { line } of batch) requested.add(line);
    const items = await client.start(batch.map(({ hire }) => hire));
    started.push(...items.map((item, index) => withRow(batch[index], item)));
    showProgress(started.length, `${started.filter(hasFailed).length} failed`);
  }
  print(formatResult(started));
}

/** Adds the row to an item of the response. */
function withRow<Item>(row: ValidRow | undefined, item: Item) {
  return { line: row?.line ?? 0, email: row?.hire.email ?? '', item };
}

async function isConfirmed(count: number): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new StartError('Nothing was started. To start without a terminal for the confirmation, add --yes.');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`Start ${plural(count, 'onboarding')}? [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
