import { styleText } from 'node:util';
import { formatDuration } from '../../contract/lib/duration.ts';

export type Table = {
  /** Says what is different from Vultr. */
  readonly note: string;
  /** The heading of the fourth column. */
  readonly detail: string;
  readonly rows: readonly TableRow[];
};

export type TableRow = {
  readonly person: string;
  readonly behaviour: string;
  readonly state: string;
  readonly color: 'green' | 'yellow' | 'red' | 'cyan';
  readonly detail: string;
  readonly lastEvent: string;
};

const widths = [6, 26, 21, 22] as const;

/** Formats the current state of the people as a table. */
export function formatTable({ note, detail, rows }: Table, elapsedMs: number): string {
  const headings = ['person', 'behaviour', 'state', detail].map(pad);
  return [
    styleText('dim', `${formatDuration(elapsedMs)} · ${note}`),
    styleText('bold', [...headings, 'last event'].join(' ')),
    ...rows.map(formatRow),
  ].join('\n');
}

function formatRow({ person, behaviour, state, color, detail, lastEvent }: TableRow): string {
  const cells = [person, behaviour, state, detail].map(pad);
  cells[2] = styleText(color, cells[2] ?? '');
  return [...cells, lastEvent].join(' ');
}

function pad(cell: string, column: number): string {
  return cell.padEnd(widths[column] ?? 0);
}

/** Returns a function that prints the table: in place on a terminal, elsewhere only if something has changed. */
export function createPrinter(out: NodeJS.WriteStream): (text: string) => void {
  let lines = 0;
  let last = '';
  return (text) => {
    if (out.isTTY) {
      out.write(`${lines > 0 ? `\u001b[${lines}A\u001b[J` : ''}${text}\n`);
      lines = text.split('\n').length;
    } else {
      const withoutSeconds = text.replaceAll(/\d+ s\b/g, '');
      if (withoutSeconds !== last) out.write(`${text}\n`);
      last = withoutSeconds;
    }
  };
}
