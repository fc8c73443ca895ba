import type { Done } from './findings.ts';

/** A line that moves on a terminal; elsewhere a line now and then. Failed cells are told at once. */
export function createProgress(total: number): (done: Done<unknown>) => void {
  const startedAt = performance.now();
  const everyMs = process.stderr.isTTY ? 500 : 20_000;
  const [begin, end] = process.stderr.isTTY ? ['\r\u001b[K', ''] : ['', '\n'];
  let [count, failures, toldAt] = [0, 0, 0];
  return ({ name, result, failed }) => {
    count += 1;
    if (failed) {
      failures += 1;
      process.stderr.write(`${begin}✗ ${name}: ${result.wrongs.join('; ')}\n`);
    }
    const now = performance.now();
    if (now - toldAt < everyMs && count < total) return;
    toldAt = now;
    const minutes = ((now - startedAt) / 60_000).toFixed(1);
    process.stderr.write(`${begin}${count} of ${total} cells, ${failures} failed, ${minutes} min${end}`);
  };
}
