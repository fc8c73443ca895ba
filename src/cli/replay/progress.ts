import type { Tally } from './tally.ts';

export type Progress = { readonly show: (tally: Tally) => void; readonly clear: () => void };

const linesEvery = 100;

/** Shows how many executions are done: on a terminal in place, elsewhere as a line for every hundredth. */
export function createProgress(out: NodeJS.WriteStream): Progress {
  return {
    show(tally) {
      const { replayed, failed, skipped } = tally.totals();
      const text = `${replayed} replayed, ${failed} failed, ${skipped} skipped`;
      if (out.isTTY) out.write(`\r${text}\u001b[K`);
      else if ((replayed + failed + skipped) % linesEvery === 0) out.write(`${text}\n`);
    },
    clear: () => void (out.isTTY && out.write('\r\u001b[K')),
  };
}
