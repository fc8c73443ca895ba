import { maxItems } from '../../contract/api/batch.ts';
import { StartError } from '../../contract/lib/start-error.ts';
import { parseTimeOfDay } from '../../csv/parse-instant.ts';
import { parseColumnChoice, parseDateOrder } from '../../csv/parse-options.ts';
import { planDigest } from '../../csv/plan-digest.ts';
import { changesSomething } from '../../csv/plans.ts';
import { type PeopleFile, readRows } from '../../csv/read-rows.ts';
import { isValid, type Row, type ValidRow } from '../../csv/row.ts';
import type { PersonRequest } from '../../csv/subject.ts';
import type { ImportKind, RowPlan } from './kinds.ts';
import { fieldWords } from './option-fields.ts';
import type { Upload } from './upload.ts';

export type PlannedRow<Request> = Pick<ValidRow<Request>, 'line' | 'fields' | 'request'> & {
  readonly item: RowPlan;
};

/** What a start of a file would do. */
export type ImportPlan<Request> = {
  readonly file: PeopleFile<Request>;
  /** The rows, without those that repeat an earlier one. */
  readonly planned: readonly PlannedRow<Request>[];
  readonly invalid: readonly Extract<Row<Request>, { readonly mistakes: unknown }>[];
  readonly repeated: readonly ValidRow<Request>[];
  /** The rows that a start would start. */
  readonly toStart: readonly PlannedRow<Request>[];
  /** How many rows a start would leave out although they are not done: those that are invalid, refused or in conflict. */
  readonly leftOut: number;
  /** What holds for all rows. */
  readonly notes: readonly string[];
  /** Binds a start to this plan. */
  readonly digest: string;
};

/** Plans each row of a file. Starts nothing. Throws `StartError` if the file is invalid as a whole, and what `plan` throws. */
export async function planImport<Column extends string, Request extends PersonRequest>(
  { subject, plan }: Pick<ImportKind<Column, Request>, 'subject' | 'plan'>,
  { bytes, options }: Upload,
): Promise<ImportPlan<Request>> {
  const { roles, group, policies, reason, columns, dates, at, encoding } = options;
  const file = readRows(bytes, subject, {
    encoding: encoding || undefined,
    defaults: {
      roles: roles || undefined,
      group: group || undefined,
      policies: policies || undefined,
      reason: reason || undefined,
    },
    columns: columns
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .map((line) => parseColumnChoice(line, subject, fieldWords)),
    dateOrder: parseDateOrder(dates || undefined, fieldWords),
    at: parseTimeOfDay(at || undefined, fieldWords),
    words: fieldWords,
  });
  if (file.rows.length === 0) throw new StartError(`The file contains no ${subject.noun}s.`);
  if (file.rows.length > maxItems)
    throw new StartError(
      `The file has ${file.rows.length} rows, and at most ${maxItems} can be imported at once. Split it into several files.`,
    );
  const valid = file.rows.filter(isValid);
  const distinct = valid.filter(({ sameAs }) => sameAs === undefined);
  const { items, notes } =
    distinct.length === 0 ? { items: [], notes: [] } : await plan(distinct.map(({ request }) => request));
  const planned = distinct.map(({ line, fields, request }, index): PlannedRow<Request> => ({
    line,
    fields,
    request,
    item: items[index] ?? noPlan,
  }));
  const invalid = file.rows.filter((row) => 'mistakes' in row);
  const contents = planned.map(({ request, item }) => ({ content: subject.contentOf(request), item }));
  return {
    file,
    planned,
    invalid,
    repeated: valid.filter(({ sameAs }) => sameAs !== undefined),
    toStart: planned.filter(({ item }) => changesSomething(item)),
    leftOut: invalid.length + planned.filter(isLeftOut).length,
    notes,
    digest: planDigest(contents, notes),
  };
}

function isLeftOut({ item }: PlannedRow<unknown>): boolean {
  return item.plan === 'refuse' || item.plan === 'conflict';
}

const noPlan: RowPlan = { plan: 'refuse', detail: 'There is no plan for this row.' };
