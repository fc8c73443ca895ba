import { stripVTControlCharacters } from 'node:util';

/** Breaks the text into lines of at most `width` characters: at spaces, or within a word that is longer than a line. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => pieces(one, width))) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function pieces(word: string, width: number): string[] {
  return word.length <= width ? [word] : [word.slice(0, width), ...pieces(word.slice(width), width)];
}

/** Wraps the lines that are too long. What continues a line is indented by two more characters than the line. */
export function wrapLines(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => (stripVTControlCharacters(line).length <= width ? [line] : hang(line, width)))
    .join('\n');
}

function hang(line: string, width: number): string[] {
  const indent = /^ */.exec(line)?.[0] ?? '';
  const [first = '', ...others] = wrap(line.trimStart(), width - indent.length - 2);
  return [indent + first, ...others.map((other) => `${indent}  ${other}`)];
}
