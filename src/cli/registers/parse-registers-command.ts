import { parseArgs } from 'node:util';
import { parseDuration } from '../../contract/lib/duration.ts';

export type RegistersCommand =
  /**
   * `stallMs`: it gives up once the number of registers that are left has not gone down for so long. `before`: only what
   * started before then, instead of everything that is open.
   */
  | { readonly name: 'refresh'; readonly stallMs: number; readonly before: Date | undefined }
  /** Without a file it writes to standard output. */
  | { readonly name: 'export'; readonly file: string | undefined }
  /** Without a file it reads standard input. */
  | { readonly name: 'import'; readonly file: string | undefined };

const defaultWait = '1m';

export const registersUsage = `npm run registers -- refresh [--before <time>] [--wait <duration>]
       npm run registers -- export <file>
       npm run registers -- import <file>

Works on the registers: what the service remembers of each person while nothing is in progress for them.

  refresh        makes every register that is open now continue as new, under the workers' current code and encryption
                 key, and waits until they have. Workers must be running. Repeatable. See docs/upgrades.md.
  --before TIME  leave alone what started at this time or later, such as 2026-06-29T09:00:00Z
  --wait TIME    give up once the number that is left has not gone down for this long; default ${defaultWait}
  export FILE    writes every register to a new file, one JSON line for each person. Of a person for whom a flow is in
                 progress it writes what to send again after an import. - writes to standard output, for which npm must
                 be silent: npm run --silent registers -- export -
                 The file contains personal data in plain text. See docs/operations.md.
  import FILE    starts every register of such a file and leaves existing ones alone. It starts nothing if any line is
                 invalid. - reads standard input. Needs no worker. Repeatable.

Exits with 0 if everything succeeded, and with 1 if a register remains, cannot be read, or differs from its line. Its
settings are environment variables of the worker: TEMPORAL_*, ONBOARDING_ORGANIZATION, ONBOARDING_ENCRYPTION_KEYS, and
for import ONBOARDING_ID_KEY.`;

/** Throws `TypeError` if an argument is missing, unknown or wrong. */
export function parseRegistersCommand(args: readonly string[]): RegistersCommand {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { wait: { type: 'string' }, before: { type: 'string' } },
  });
  const [name, file, ...others] = positionals;
  const isKnown = name === 'refresh' || name === 'export' || name === 'import';
  if (!isKnown) throw new TypeError('A command is required: refresh, export or import.');
  if (name === 'refresh') {
    if (file !== undefined) throw new TypeError('refresh takes no file.');
    return { name, stallMs: parseWait(values.wait ?? defaultWait), before: parseTime(values.before) };
  }
  if (values.wait !== undefined || values.before !== undefined)
    throw new TypeError('--wait and --before belong to refresh.');
  if (file === undefined || others.length > 0) throw new TypeError(`${name} takes exactly one file.`);
  return { name, file: file === '-' ? undefined : file };
}

function parseWait(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms < 1_000)
    throw new TypeError('--wait must be a duration of at least 1s, such as 30s or 5m.');
  return ms;
}

function parseTime(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const time = new Date(text);
  if (!/^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(time.getTime()))
    throw new TypeError('--before must be a time with its offset from UTC, such as 2026-06-29T09:00:00Z.');
  return time;
}
