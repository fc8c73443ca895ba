import { parseArgs } from 'node:util';
import type { ColumnChoice } from './assign-columns.ts';
import { columns } from './columns.ts';
import type { ImportOptions } from './import-hires.ts';
import { dateOrders } from './parse-date.ts';

export const importUsage = `npm run import -- hires.csv [options]

Reads hires from a CSV file, shows a plan, asks for confirmation, and starts the onboardings. Importing the same file
again changes nothing. Uses the first key of ONBOARDING_API_KEYS, or the one that npm start created. Exits with 0 if
every row is valid and started, with 1 otherwise. docs/import.md describes the file.

  --dry-run            show the plan and start nothing
  --yes                do not ask for confirmation
  --skip-invalid       start the other onboardings even if some rows are invalid or would be refused
  --group NAME         the group of rows that have none
  --policies NAMES     the policies of rows that have none, separated by semicolons
  --column FIELD=NAME  read a field from the column with this name, for example email="Work Email"; may be repeated
  --dates ORDER        how to read dates such as 07/01/2026: day-first or month-first
  --encoding NAME      the encoding of the file, for example windows-1252; default: UTF-8, or its byte order mark
  --result FILE        write what became of each row to this new file; default: next to the imported file, if
                       onboardings were started
  --url URL            the API, for example http://127.0.0.1:3000
  --help               show this help`;

/** Parses the arguments of the import. Throws `TypeError` if they are wrong. */
export function parseImportOptions(args: readonly string[]): ImportOptions {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'dry-run': flag,
      yes: flag,
      'skip-invalid': flag,
      group: text,
      policies: text,
      column: { type: 'string', multiple: true, default: [] },
      dates: text,
      encoding: text,
      result: text,
      url: text,
    },
  });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new TypeError('Exactly one file is required.');
  const { group, policies, encoding, result, url } = values;
  return {
    file,
    dryRun: values['dry-run'],
    yes: values.yes,
    skipInvalid: values['skip-invalid'],
    columns: values.column.map(parseColumnChoice),
    dateOrder: parseDateOrder(values.dates),
    group,
    policies,
    encoding,
    result,
    url,
  };
}

function parseColumnChoice(text: string): ColumnChoice {
  const [, field, name = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  const column = columns.find((known) => known === field);
  if (column === undefined)
    throw new TypeError(`--column must be FIELD=NAME, where FIELD is one of: ${columns.join(', ')}`);
  return { column, name };
}

function parseDateOrder(text: string | undefined) {
  const order = dateOrders.find((known) => known === text);
  if (text !== undefined && order === undefined)
    throw new TypeError(`--dates must be one of: ${dateOrders.join(', ')}`);
  return order;
}
