import { plural } from '../../contract/lib/plural.ts';
import type { Finding } from './finding.ts';

const symbols = { ok: '✓', warning: '!', error: '✗' } as const;
const colors = { ok: 32, warning: 33, error: 31 } as const;

/** One line for each finding, followed by its remedy if there is one, and a summary at the end. */
export function formatReport(findings: readonly Finding[], useColor: boolean): string {
  const lines = findings.flatMap(({ level, text, remedy }) => {
    const symbol = useColor ? `\u001B[${colors[level]}m${symbols[level]}\u001B[0m` : symbols[level];
    return [`${symbol} ${text}`, ...(remedy === undefined ? [] : [`    → ${remedy}`])];
  });
  return `${lines.join('\n')}\n\n${summarize(findings)}\n`;
}

function summarize(findings: readonly Finding[]): string {
  const count = (level: Finding['level']) => {
    const number = findings.filter((finding) => finding.level === level).length;
    return number === 0 ? [] : [plural(number, level)];
  };
  const counts = [...count('error'), ...count('warning')];
  return counts.length === 0 ? 'All checks passed.' : `${counts.join(', ')}.`;
}
