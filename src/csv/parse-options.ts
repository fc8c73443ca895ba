import { StartError } from '../contract/lib/start-error.ts';
import type { ColumnChoice } from './assign-columns.ts';
import type { ColumnNames } from './column-names.ts';
import type { OptionWords } from './option-words.ts';
import { type DateOrder, dateOrders } from './parse-date.ts';

/** Parses `email=Work Email`. Throws `StartError`. */
export function parseColumnChoice<Column extends string>(
  text: string,
  { columns }: ColumnNames<Column>,
  words: OptionWords,
): ColumnChoice<Column> {
  const [, field, name = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  const column = columns.find((known) => known === field);
  if (column === undefined)
    throw new StartError(
      `${words.name('column')} must be FIELD=NAME, where FIELD is one of: ${columns.join(', ')}`,
    );
  return { column, name };
}

/** Throws `StartError`. */
export function parseDateOrder(text: string | undefined, words: OptionWords): DateOrder | undefined {
  const order = dateOrders.find((known) => known === text);
  if (text !== undefined && order === undefined)
    throw new StartError(`${words.name('dates')} must be one of: ${dateOrders.join(', ')}`);
  return order;
}
