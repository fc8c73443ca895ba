import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { loadConfig } from '../../config/config.ts';
import { maxItems } from '../../contract/api/batch.ts';
import { errorMessage } from '../../contract/lib/error-message.ts';
import { StartError } from '../../contract/lib/start-error.ts';
import { localApiKey } from '../../processes/local-secrets.ts';
import { plural } from '../plural.ts';
import { type BatchClient, chunk, createBatchClient, hiresPerCall } from './batch-client.ts';
import { createProgress } from './progress.ts';
import { readHires, type Row } from './read-hires.ts';
import { formatMistakes, formatPlan, formatResult, type Planned } from './report.ts';

export type ImportOptions = {
  readonly file: string;
  /** Starts without asking for confirmation. */
  readonly yes: boolean;
  /** Starts the other onboardings even if some rows are invalid or would be refused. */
  readonly skipInvalid: boolean;
  readonly url: string | undefined;
};

type ValidRow = Extract<Row, { hire: unknown }>;

/** The kinds of plan that change something. */
const changingPlans: ReadonlySet<string> = new Set(['invite', 'adopt_invitation', 'adopt_member']);

/**
 * Reads hires from a CSV file, prints what would happen to each of them, asks for confirmation, and starts their
 * onboardings. Resolves to whether every row is valid and started or already existed.
 */
export async function importHires({ file, yes, skipInvalid, url }: ImportOptions): Promise<boolean> {
  const rows = readHires(readText(file));
  const invalid = rows.filter((row) => 'mistakes' in row);
  if (invalid.length > 0)
    print(`Invalid rows: ${invalid.length} of ${rows.length}\n${formatMistakes(rows)}\n`);
  const valid = rows.flatMap((row) => ('hire' in row ? [row] : []));
  const client = connect(url);
  const planned = await planAll(client, valid);
  print(`Plan for ${plural(valid.length, 'hire')}:\n${formatPlan(planned)}\n`);

  const refusedLines = new Set(planned.flatMap(({ line, item }) => (item.plan === 'refuse' ? [line] : [])));
  const isComplete = invalid.length + refusedLines.size === 0;
  if (!isComplete && !skipInvalid) {
    throw new StartError(
      'Nothing was started. Fix the rows that are invalid or refused, or start the others with --skip-invalid.',
    );
  }
  const hasConflict = planned.some(({ item }) => item.plan === 'conflict');
  const changes = planned.filter(({ item }) => changingPlans.has(item.plan)).length;
  let failures = 0;
  if (changes === 0) print('There is nothing to start.');
  else if (yes || (await isConfirmed(changes)))
    failures = await startAll(
      client,
      valid.filter(({ line }) => !refusedLines.has(line)),
    );
  else print('Nothing was started.');
  return isComplete && !hasConflict && failures === 0;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new StartError(`Cannot read ${file}: ${errorMessage(error)}`, { cause: error });
  }
}

function connect(url: string | undefined): BatchClient {
  const config = loadConfig();
  const baseUrl = url?.replace(/\/+$/, '') ?? `http://${config.api.host}:${config.api.port}`;
  return createBatchClient(baseUrl, localApiKey(config));
}

async function planAll(client: BatchClient, rows: readonly ValidRow[]): Promise<Planned[]> {
  const planned: Planned[] = [];
  // Each call reads the lists of the organization once, so use as few calls as possible.
  for (const batch of chunk(rows, maxItems)) {
    const items = await client.plan(batch.map(({ hire }) => hire));
    planned.push(...items.map((item, index) => withRow(batch[index], item)));
  }
  return planned;
}

/** Returns how many starts failed. */
async function startAll(client: BatchClient, rows: readonly ValidRow[]): Promise<number> {
  const showProgress = createProgress(rows.length, process.stderr);
  const results = [];
  for (const batch of chunk(rows, hiresPerCall)) {
    const items = await client.start(batch.map(({ hire }) => hire));
    results.push(...items.map((item, index) => withRow(batch[index], item)));
    const failed = results.filter(({ item }) => item.status >= 300).length;
    showProgress(results.length, `${failed} failed`);
  }
  const { text, failed } = formatResult(results);
  print(text);
  return failed;
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
