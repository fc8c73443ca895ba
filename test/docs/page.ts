import { readFileSync } from 'node:fs';

/** The text of a page, by its path from the root of the project. */
export function readPage(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** Returns the rows of the first table after `heading`, the header left out. A cell is trimmed, its Markdown kept. */
export function tableAfter(page: string, heading: string): string[][] {
  const start = page.indexOf(`\n${heading}\n`);
  if (start < 0) throw new Error(`no heading "${heading}"`);
  const lines = page.slice(start).split('\n');
  const first = lines.findIndex((line) => line.startsWith('| '));
  const table = lines.slice(first);
  const end = table.findIndex((line) => !line.startsWith('|'));
  return table.slice(2, end < 0 ? undefined : end).map((line) =>
    line
      .slice(2, -2)
      .split(' | ')
      .map((cell) => cell.trim()),
  );
}

/** Returns the words in backticks. */
export function codesIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

/** Returns the first word in backticks of each row's first cell. */
export function firstCodes(rows: readonly string[][]): string[] {
  return rows.map(([cell = '']) => codesIn(cell)[0] ?? '');
}

/** Returns the code blocks of a language, in the order of the page. */
export function blocksOf(page: string, language: string): string[] {
  return [...page.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, text = '']) => text);
}
