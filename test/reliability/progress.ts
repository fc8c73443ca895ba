import type { FinishedCase } from './findings.ts';

/** Updates one line on a terminal, and prints a line now and then elsewhere. Reports a failed case at once. */
export function createProgress(total: number): (finished: FinishedCase<unknown>) => void {
  const startedAt = performance.now();
  const everyMs = process.stderr.isTTY ? 500 : 20_000;
  const [prefix, suffix] = process.stderr.isTTY ? ['\r\u001b[K', ''] : ['', '\n'];
  let [count, failures, reportedAt] = [0, 0, 0];
  return ({ name, result, failed }) => {
    count += 1;
    if (failed) {
      failures += 1;
      process.stderr.write(`${prefix}✗ ${name}: ${result.violations.join('; ')}\n`);
    }
    const now = performance.now();
    if (now - reportedAt < everyMs && count < total) return;
    reportedAt = now;
    const minutes = ((now - startedAt) / 60_000).toFixed(1);
    process.stderr.write(`${prefix}${count} of ${total} cases, ${failures} failed, ${minutes} min${suffix}`);
  };
}
