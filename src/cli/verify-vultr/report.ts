import { styleText } from 'node:util';
import type { Answer } from './answer.ts';
import type { Answers } from './answers.ts';
import { type QuestionName, questions } from './questions/questions.ts';
import { wrap } from './wrap.ts';

type Row = { readonly name: QuestionName; readonly assumed: string; readonly answer: Answer };

const headings = ['question', 'simulator', 'API', 'evidence'] as const;
const gap = '  ';
/** The mark in front of a row and the space after it. */
const markWidth = 2;
/** The widths of the first three columns are those of their content, up to these. */
const maxWidths = [22, 18, 20] as const;
/** With less room than this, the evidence is below its row. */
const minEvidenceWidth = 30;

/** Whether the API does what the simulator does by default. */
type Verdict = 'same' | 'different' | 'unseen' | 'moot';
const marks = { same: '✓', different: '≠' } as const;

export type ReportOptions = {
  /** Of the terminal, in characters. */
  readonly width: number;
  readonly useColor: boolean;
};

/** The answers for people: a table of what was decided, then what was not, by what would decide it, then a summary. */
export function formatReport(answers: Answers, options: ReportOptions): string {
  const rows = questions.flatMap(({ name, assumed }): Row[] => {
    const answer = answers.get(name);
    return answer === undefined ? [] : [{ name, assumed, answer }];
  });
  return [formatTable(rows, options), formatUnseen(rows, options), formatMoot(rows, options), summarize(rows)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function verdictOf({ assumed, answer }: Row): Verdict {
  if (answer.kind === 'unseen' || answer.kind === 'moot') return answer.kind;
  return answer.kind === 'seen' && String(answer.value) === assumed ? 'same' : 'different';
}

function formatTable(rows: readonly Row[], { width, useColor }: ReportOptions): string {
  const decided = rows.flatMap((row) => {
    const verdict = verdictOf(row);
    const { name, assumed, answer } = row;
    if (verdict === 'unseen' || verdict === 'moot' || !('evidence' in answer)) return [];
    return [{ verdict, cells: [name, assumed, String(answer.value), answer.evidence] }];
  });
  const widths: number[] = maxWidths.map((max, column) =>
    Math.min(
      max,
      Math.max(...[headings, ...decided.map(({ cells }) => cells)].map((row) => row[column]?.length ?? 0)),
    ),
  );
  const evidenceWidth = width - widths.reduce((sum, one) => sum + one + gap.length, markWidth);
  const isNarrow = evidenceWidth < minEvidenceWidth;
  if (!isNarrow) widths.push(evidenceWidth);
  const format = (mark: string, cells: readonly string[]) => [
    ...formatRow(mark, cells.slice(0, widths.length), widths),
    ...(isNarrow ? indent(wrap(cells[3] ?? '', width - 4), 4) : []),
  ];
  const lines = decided.flatMap(({ verdict, cells }) =>
    format(marks[verdict], cells).map((line) =>
      verdict === 'different' ? style(useColor, 'yellow', line) : line,
    ),
  );
  const head = format(' ', headings).map((line) => style(useColor, 'bold', line));
  return [...head, ...lines].join('\n');
}

/** A cell that is too long for its column continues below it. */
function formatRow(mark: string, cells: readonly string[], widths: readonly number[]): string[] {
  const wrapped = cells.map((cell, column) => wrap(cell, widths[column] ?? 0));
  const height = Math.max(...wrapped.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) => {
    const parts = wrapped.map((lines, column) => (lines[line] ?? '').padEnd(widths[column] ?? 0));
    return `${line === 0 ? mark : ' '} ${parts.join(gap)}`.trimEnd();
  });
}

/** Grouped by what would decide the questions, and within that by why they are open. */
function formatUnseen(rows: readonly Row[], { width, useColor }: ReportOptions): string {
  const open = rows.flatMap(({ name, assumed, answer }) =>
    answer.kind === 'unseen' ? [{ item: `${name} (${assumed})`, ...answer }] : [],
  );
  if (open.length === 0) return '';
  const title = 'Cannot be seen yet (in parentheses: what the simulator does)';
  const sections = [...Map.groupBy(open, ({ remedy }) => remedy)].flatMap(([remedy, sameRemedy]) => {
    const byReason = Map.groupBy(sameRemedy, ({ because }) => because);
    const reasons = [...byReason].flatMap(([because, items]) =>
      hang(wrap(`${because}: ${items.map(({ item }) => item).join(', ')}`, width - 6), 4),
    );
    return indent(wrap(`${remedy}:`, width - 2), 2).concat(reasons);
  });
  return [style(useColor, 'bold', title), ...sections].join('\n');
}

function formatMoot(rows: readonly Row[], { width, useColor }: ReportOptions): string {
  const items = rows.flatMap(({ name, answer }) =>
    answer.kind === 'moot' ? [`${name}: ${answer.because}`] : [],
  );
  if (items.length === 0) return '';
  return [
    style(useColor, 'bold', 'Do not arise'),
    ...items.flatMap((item) => indent(wrap(item, width - 2), 2)),
  ].join('\n');
}

function summarize(rows: readonly Row[]): string {
  const count = (verdict: Verdict) => rows.filter((row) => verdictOf(row) === verdict).length;
  return `${count('same')} as assumed (${marks.same}), ${count('different')} different (${marks.different}), ${count('unseen')} cannot be seen yet.`;
}

function indent(lines: readonly string[], spaces: number): string[] {
  return lines.map((line) => `${' '.repeat(spaces)}${line}`);
}

/** Indents the first line by `spaces`, and those that continue it by two more. */
function hang(lines: readonly string[], spaces: number): string[] {
  return lines.map((line, index) => `${' '.repeat(index === 0 ? spaces : spaces + 2)}${line}`);
}

function style(useColor: boolean, format: 'bold' | 'yellow', text: string): string {
  return useColor ? styleText(format, text, { validateStream: false }) : text;
}
