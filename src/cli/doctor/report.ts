import type { Finding } from './finding.ts';

const signs = { good: '✓', doubtful: '!', bad: '✗' } as const;
const colours = { good: 32, doubtful: 33, bad: 31 } as const;

/** One line a finding, and under those that are not well what to do; at the end a sum. */
export function report(findings: readonly Finding[], coloured: boolean): string {
  const lines = findings.flatMap(({ level, what, remedy }) => {
    const sign = coloured ? `\u001B[${colours[level]}m${signs[level]}\u001B[0m` : signs[level];
    return [`${sign} ${what}`, ...(remedy === undefined ? [] : [`    → ${remedy}`])];
  });
  const count = (level: Finding['level']) => findings.filter((one) => one.level === level).length;
  const sum =
    count('bad') > 0
      ? `${count('bad')} to be mended${count('doubtful') > 0 ? `, ${count('doubtful')} to be looked at` : ''}.`
      : count('doubtful') > 0
        ? `Nothing is broken; ${count('doubtful')} to be looked at.`
        : 'All is well.';
  return `${lines.join('\n')}\n\n${sum}\n`;
}
