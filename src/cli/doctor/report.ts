import type { Finding } from './finding.ts';

const signs = { ok: '✓', warning: '!', error: '✗' } as const;
const colours = { ok: 32, warning: 33, error: 31 } as const;

/** One line a finding, and under those that are not well what to do; at the end a sum. */
export function formatReport(findings: readonly Finding[], coloured: boolean): string {
  const lines = findings.flatMap(({ level, what, remedy }) => {
    const sign = coloured ? `\u001B[${colours[level]}m${signs[level]}\u001B[0m` : signs[level];
    return [`${sign} ${what}`, ...(remedy === undefined ? [] : [`    → ${remedy}`])];
  });
  return `${lines.join('\n')}\n\n${summaryOf(findings)}\n`;
}

function summaryOf(findings: readonly Finding[]): string {
  const counted = (level: Finding['level']) => {
    const count = findings.filter((finding) => finding.level === level).length;
    return count === 0 ? [] : [`${count} ${level}${count === 1 ? '' : 's'}`];
  };
  const found = [...counted('error'), ...counted('warning')];
  return found.length === 0 ? 'All checks passed.' : `${found.join(', ')}.`;
}
