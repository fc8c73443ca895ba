import { readFileSync } from 'node:fs';
import { loadConfig } from '../../config/config.ts';
import { maxItems } from '../../contract/api/batch.ts';
import type { BrakeForecast } from '../../contract/api/offboarding-batch.ts';
import { errorMessage } from '../../contract/lib/error-message.ts';
import { plural } from '../../contract/lib/plural.ts';
import { StartError } from '../../contract/lib/start-error.ts';
import { brakeNote } from '../../csv/brake-note.ts';
import { changesSomething } from '../../csv/plans.ts';
import { type PeopleFile, type ReadOptions, readRows } from '../../csv/read-rows.ts';
import { isValid, type ValidRow } from '../../csv/row.ts';
import type { PersonRequest } from '../../csv/subject.ts';
import { localApiKey } from '../../processes/local-secrets.ts';
import { confirm } from '../ask.ts';
import { localApiUrl } from '../local-api-url.ts';
import { createProgressBar } from '../progress-bar.ts';
import { type BatchClient, chunk, createBatchClient, rowsPerCall } from './batch-client.ts';
import type { ImportKind } from './kinds.ts';
import { createOutcomes } from './outcomes.ts';
import { formatMistakes, formatPlan, formatResult, hasFailed, type Planned, type Started } from './report.ts';
import { createResultFile, writeResultFile } from './result-file.ts';

export type ImportOptions<Column extends string> = ReadOptions<Column> & {
  readonly file: string;
  /** Starts without asking for confirmation. */
  readonly yes: boolean;
  /** Shows the plan and starts nothing. */
  readonly dryRun: boolean;
  /** Starts the others even if some rows are invalid or would be refused. */
  readonly skipInvalid: boolean;
  /** The file to write what became of each row to. Without it, one is written only if something is started. */
  readonly result: string | undefined;
  readonly url: string | undefined;
};

/** What has been done so far. It outlives an error, so that the result file is always written. */
type Progress = {
  readonly planned: Planned[];
  readonly forecasts: BrakeForecast[];
  /** The lines whose start was requested. */
  readonly requested: Set<number>;
  readonly started: Started[];
  resultFile: string | undefined;
  error: string | undefined;
};

/**
 * Reads people from a CSV file, prints what would happen to each of them, asks for confirmation, and starts what the file
 * asks for. Resolves to whether every row is valid and started or already existed, or would be. After `signal`, it starts
 * nothing more, and throws `StartError` if something is left to start.
 */
export async function importFile<Column extends string, Request extends PersonRequest>(
  kind: ImportKind<Column, Request>,
  options: ImportOptions<Column>,
  signal: AbortSignal,
): Promise<boolean> {
  const file = readRows(readFile(options.file), kind.subject, options);
  for (const warning of file.warnings) print(`Warning: ${warning}`);
  const resultFile =
    options.result === undefined ? undefined : createResultFile(options.result, options.file);
  const progress: Progress = {
    planned: [],
    forecasts: [],
    requested: new Set(),
    started: [],
    resultFile,
    error: undefined,
  };
  try {
    return await planAndStart(kind, file, options, progress, signal);
  } catch (error) {
    progress.error = errorMessage(error);
    throw error;
  } finally {
    if (progress.resultFile !== undefined) {
      writeResultFile(progress.resultFile, file, kind.subject.idColumn, createOutcomes(progress));
      print(`Result of each row: ${progress.resultFile}`);
    }
  }
}

async function planAndStart<Column extends string, Request extends PersonRequest>(
  kind: ImportKind<Column, Request>,
  file: PeopleFile<Request>,
  options: ImportOptions<Column>,
  progress: Progress,
  signal: AbortSignal,
): Promise<boolean> {
  const { noun } = kind.subject;
  if (file.rows.length === 0) print(`The file contains no ${noun}s.`);
  const valid = file.rows.filter(isValid);
  const invalid = file.rows.length - valid.length;
  if (invalid > 0) print(`${formatMistakes(file.rows)}\n`);
  const distinct = valid.filter(({ sameAs }) => sameAs === undefined);
  const repeated = valid.filter(({ sameAs }) => sameAs !== undefined);
  // Without rows there is nothing to ask the API for.
  const client = distinct.length === 0 ? undefined : connect<Request>(kind, options.url, signal);
  if (client !== undefined) await planAll(client, distinct, progress);
  const { planned } = progress;
  if (planned.length > 0) print(`${formatPlan(kind, planned, repeated)}\n`);
  const note = brakeNote(progress.forecasts);
  if (note !== undefined) print(`${note}\n`);

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
  const changes = planned.filter(({ item }) => changesSomething(item)).length;
  if (client === undefined || changes === 0) print('There is nothing to start.');
  else if (options.yes || (await isConfirmed(plural(changes, kind.flow), signal))) {
    progress.resultFile ??= createResultFile(undefined, options.file);
    const toStart = distinct.filter(({ line }) => !refusedLines.has(line));
    await startAll(client, toStart, changes, progress, signal);
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

function connect<Request>(
  kind: Parameters<typeof createBatchClient>[0],
  url: string | undefined,
  signal: AbortSignal,
): BatchClient<Request> {
  const config = loadConfig();
  const baseUrl = url?.replace(/\/+$/, '') ?? localApiUrl(config.api);
  return createBatchClient<Request>(kind, { baseUrl, apiKey: localApiKey(config), signal });
}

async function planAll<Request extends PersonRequest>(
  client: BatchClient<Request>,
  rows: readonly ValidRow<Request>[],
  { planned, forecasts }: Progress,
): Promise<void> {
  // Each call reads the lists of the organization once, so use as few calls as possible.
  for (const batch of chunk(rows, maxItems)) {
    const { items, brake } = await client.plan(batch.map(({ request }) => request));
    if (brake !== undefined) forecasts.push(brake);
    planned.push(...items.map((item, index) => withRow(batch[index], item)));
  }
}

/** `people`: how many people the plan concerns. After `signal`, the call that is on its way is the last one. */
async function startAll<Request extends PersonRequest>(
  client: BatchClient<Request>,
  rows: readonly ValidRow<Request>[],
  people: number,
  { requested, started }: Progress,
  signal: AbortSignal,
): Promise<void> {
  const showProgress = createProgressBar(rows.length, process.stderr);
  signal.addEventListener('abort', () =>
    process.stderr.write(
      '\nStopping once the API has responded. Press Ctrl-C again to stop now, without a result file.\n',
    ),
  );
  for (const batch of chunk(rows, rowsPerCall)) {
    if (signal.aborted) break;
    for (const { line } of batch) requested.add(line);
    const items = await client.start(
      batch.map(({ request }) => request),
      people,
    );
    started.push(...items.map((item, index) => withRow(batch[index], item)));
    showProgress(started.length, `${started.filter(hasFailed).length} failed`);
  }
  print(formatResult(started));
  if (started.length < rows.length)
    throw new StartError(
      'Interrupted. The result file says what was started. Import the file again to start the others.',
    );
}

/** Adds the row to an item of the response. */
function withRow<Item>(row: ValidRow<PersonRequest> | undefined, item: Item) {
  return { line: row?.line ?? 0, email: row?.request.email ?? '', item };
}

/** `what`: `3 onboardings`. */
async function isConfirmed(what: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new StartError('Nothing was started. To start without a terminal for the confirmation, add --yes.');
  return confirm(`Start ${what}?`, { output: process.stderr, signal });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
