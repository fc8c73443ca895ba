import { parseArgs } from 'node:util';
import type { ColumnNames } from '../../csv/column-names.ts';
import { type HireColumn, hireColumns } from '../../csv/hire-columns.ts';
import { type LeaverColumn, leaverColumns } from '../../csv/leaver-columns.ts';
import { argumentWords } from '../../csv/option-words.ts';
import { parseColumnChoice, parseDateOrder } from '../../csv/parse-options.ts';
import { parseTimeOfDay } from '../../csv/parse-instant.ts';
import type { ImportOptions } from './import-file.ts';

export const importUsage = `npm run import -- FILE [options]

Reads hires from a CSV file, or with --leave people who leave, shows a plan, asks for confirmation, and starts the
onboardings or offboardings. Importing the same file again changes nothing. Uses the first key of ONBOARDING_API_KEYS, or
the one that npm start created. Exits with 0 if every row is valid and started, with 130 after Ctrl-C, with 1 otherwise.
docs/import.md describes the file.

  --leave              the file contains people who leave
  --dry-run            show the plan and start nothing
  --yes                do not ask for confirmation
  --skip-invalid       start the others even if some rows are invalid or would be refused
  --roles NAMES        the roles of hires that have none, separated by semicolons
  --group NAME         the group of hires that have none
  --policies NAMES     the policies of hires that have none, separated by semicolons
  --reason TEXT        the reason of leavers that have none
  --column FIELD=NAME  read a field from the column with this name, for example email="Work Email"; may be repeated
  --dates ORDER        how to read dates such as 07/01/2026: day-first or month-first
  --at TIME            the time of notBefore and effectiveAt where the file has only a date, for example 18:00+02:00
  --encoding NAME      the encoding of the file, for example windows-1252; default: UTF-8, or its byte order mark
  --result FILE        write what became of each row to this new file; default: next to the imported file, if something
                       was started
  --url URL            the API, for example http://127.0.0.1:3000
  --help               show this help`;

/** What to import, and how. */
export type ImportArguments =
  | { readonly leave: false; readonly options: ImportOptions<HireColumn> }
  | { readonly leave: true; readonly options: ImportOptions<LeaverColumn> };

/** Parses the arguments of the import. Throws `TypeError` and `StartError` if they are wrong. */
export function parseImportOptions(args: readonly string[]): ImportArguments {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      leave: flag,
      'dry-run': flag,
      yes: flag,
      'skip-invalid': flag,
      roles: text,
      group: text,
      policies: text,
      reason: text,
      column: { type: 'string', multiple: true, default: [] },
      dates: text,
      at: text,
      encoding: text,
      result: text,
      url: text,
    },
  });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new TypeError('Exactly one file is required.');
  const { leave, roles, group, policies, reason, encoding, result, url } = values;
  const common = {
    file,
    dryRun: values['dry-run'],
    yes: values.yes,
    skipInvalid: values['skip-invalid'],
    dateOrder: parseDateOrder(values.dates, argumentWords),
    at: parseTimeOfDay(values.at, argumentWords),
    encoding,
    result,
    url,
  };
  const choicesOf = <Column extends string>(names: ColumnNames<Column>) =>
    values.column.map((choice) => parseColumnChoice(choice, names, argumentWords));
  if (leave) {
    if ([roles, group, policies].some((given) => given !== undefined))
      throw new TypeError('--roles, --group and --policies are for hires, not for --leave.');
    return { leave, options: { ...common, columns: choicesOf(leaverColumns), defaults: { reason } } };
  }
  if (reason !== undefined) throw new TypeError('--reason is for --leave.');
  return {
    leave,
    options: { ...common, columns: choicesOf(hireColumns), defaults: { roles, group, policies } },
  };
}
