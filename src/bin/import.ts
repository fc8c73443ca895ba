import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { loadConfig } from '../config/config.ts';
import { maxItems } from '../contract/api/batch.ts';
import { StartError } from '../contract/lib/start-error.ts';
import { createDataDir } from '../processes/data-dir.ts';
import { type BatchClient, createBatchClient, hiresPerCall, chunk } from '../cli/import/batch-client.ts';
import { createProgress } from '../cli/import/progress.ts';
import { readHires, type Row } from '../cli/import/read-hires.ts';
import { formatMistakes, type Planned, formatPlan, formatResult } from '../cli/import/report.ts';
import { main } from '../processes/lifecycle.ts';
import { localSecretsIn } from '../processes/local-secrets.ts';

const usage = `npm run import -- hires.csv [--yes] [--skip-invalid] [--url http://127.0.0.1:3000]

Reads hires from a CSV file, shows what would become of each, asks, and starts them. The same file twice does nothing the
second time. The API key is the first of ONBOARDING_API_KEYS, or the one that npm start made.

  --yes           do not ask
  --skip-invalid  start the others although some rows are not valid, or would be refused`;

/** Plans by which something would begin. */
const changing: ReadonlySet<string> = new Set(['invite', 'adopt_invitation', 'adopt_member']);

/** Hires from a file: a plan first, then the starts. */
await main(async () => {
  const { file, yes, skipInvalid, url } = argumentsOf(process.argv.slice(2));
  const rows = readHires(readText(file));
  const bad = rows.filter((row) => 'mistakes' in row);
  if (bad.length > 0) say(`${bad.length} of ${rows.length} rows are not valid:\n${formatMistakes(rows)}\n`);
  const good = rows.flatMap((row) => ('hire' in row ? [row] : []));
  const client = clientFor(url);
  const planned = await planAll(client, good);
  say(`The plan for ${good.length} hires:\n${formatPlan(planned)}\n`);

  const refused = new Set(planned.flatMap(({ line, item }) => (item.plan === 'refuse' ? [line] : [])));
  if (bad.length + refused.size > 0 && !skipInvalid) {
    throw new StartError(
      'Nothing was started. Put those rows right, or start the others with --skip-invalid.',
    );
  }
  const toStart = good.filter(({ line }) => !refused.has(line));
  const changes = planned.filter(({ item }) => changing.has(item.plan)).length;
  if (changes === 0) say('There is nothing to start.');
  else if (yes || (await agreed(changes))) await startAll(client, toStart);
  else say('Nothing was started.');
  if (bad.length + refused.size > 0 || planned.some(({ item }) => item.plan === 'conflict'))
    process.exitCode = 1;
});

function argumentsOf(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { yes: { type: 'boolean' }, 'skip-invalid': { type: 'boolean' }, url: { type: 'string' } },
    });
    const [file, ...others] = positionals;
    if (file === undefined || others.length > 0) throw new TypeError('exactly one file is needed');
    return { file, yes: values.yes === true, skipInvalid: values['skip-invalid'] === true, url: values.url };
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`, {
      cause: error,
    });
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new StartError(
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

function clientFor(url: string | undefined): BatchClient {
  const { api, secrets, local } = loadConfig();
  const apiKey =
    secrets.apiKeys.find(({ secret }) => secret !== undefined)?.secret ??
    localSecretsIn(createDataDir(local.dataDir)).apiKey;
  return createBatchClient(url?.replace(/\/+$/, '') ?? `http://${api.host}:${api.port}`, apiKey);
}

type GoodRow = Extract<Row, { hire: unknown }>;

async function planAll(client: BatchClient, rows: readonly GoodRow[]): Promise<Planned[]> {
  const planned: Planned[] = [];
  // A call of the plan reads the lists once, so it is as large as it may be.
  for (const some of chunk(rows, maxItems)) {
    const items = await client.plan(some.map(({ hire }) => hire));
    planned.push(...items.map((item, index) => placed(some[index], item)));
  }
  return planned;
}

async function startAll(client: BatchClient, rows: readonly GoodRow[]): Promise<void> {
  const show = createProgress(rows.length, process.stderr);
  const results = [];
  for (const some of chunk(rows, hiresPerCall)) {
    const items = await client.start(some.map(({ hire }) => hire));
    results.push(...items.map((item, index) => placed(some[index], item)));
    const failed = results.filter(({ item }) => item.status >= 300).length;
    show(results.length, `${failed} failed`);
  }
  const { text, failed } = formatResult(results);
  say(text);
  if (failed > 0) process.exitCode = 1;
}

/** An answer with the row that it is for. */
function placed<Item>(row: GoodRow | undefined, item: Item) {
  return { line: row?.line ?? 0, email: row?.hire.email ?? '', item };
}

async function agreed(count: number): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new StartError('Nothing was started. Without a terminal to ask on, say --yes.');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`Start ${count}? [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
