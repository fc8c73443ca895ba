/** Shows people what a program is doing that takes minutes. Each line is without its line break. */
export type Progress = {
  /** Prints a line that stays. */
  readonly print: (line: string) => void;
  /** Shows how far the work is, in place of the previous update. */
  readonly update: (line: string) => void;
  /** Removes the last update. To be called when the work that it was about has ended. */
  readonly clear: () => void;
};

export const noProgress: Progress = { print: () => {}, update: () => {}, clear: () => {} };

/** The part of a stream of Node.js that matters here; `isTTY` and `columns` exist on a terminal only. */
export type Output = {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
};

/** In a file or the log of a CI system every update stays, so they are rare. */
const rareMs = 60_000;

/**
 * Shows progress on a stream. On a terminal, an update overwrites the previous one, and what does not fit into the line is
 * cut off. Elsewhere an update is printed only if nothing was printed for a minute.
 */
export function createProgress(output: Output): Progress {
  let printedAtMs = performance.now();
  let shown = 0;

  /** Overwrites with spaces, because not every terminal knows how to erase a line. */
  const overwrite = (text: string) => {
    output.write(`\r${text}${' '.repeat(Math.max(0, shown - text.length))}`);
    shown = text.length;
  };
  const clear = () => {
    if (shown === 0) return;
    overwrite('');
    output.write('\r');
  };
  const print = (line: string) => {
    clear();
    output.write(`${line}\n`);
    printedAtMs = performance.now();
  };
  return {
    print,
    clear,
    update(line) {
      if (output.isTTY === true) overwrite(fit(line, output.columns));
      else if (performance.now() - printedAtMs >= rareMs) print(line);
    },
  };
}

/** A line that fills the whole width would wrap, and could not be overwritten any more. */
function fit(line: string, columns = 80): string {
  const width = columns - 1;
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}
