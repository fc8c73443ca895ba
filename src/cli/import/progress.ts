const width = 30;

/** A bar that is redrawn in place on a terminal, and a line at each tenth elsewhere. */
export function createProgress(
  total: number,
  out: NodeJS.WriteStream,
): (done: number, facts: string) => void {
  let shownTenth = -1;
  return (done, facts) => {
    const share = total === 0 ? 1 : done / total;
    const text = `${String(Math.floor(share * 100)).padStart(3)} % ${done}/${total} ${facts}`;
    if (out.isTTY) {
      const filled = Math.round(share * width);
      out.write(
        `\r[${'█'.repeat(filled)}${'░'.repeat(width - filled)}] ${text}\u001b[K${done === total ? '\n' : ''}`,
      );
      return;
    }
    const tenth = Math.floor(share * 10);
    if (tenth > shownTenth) out.write(`${text}\n`);
    shownTenth = tenth;
  };
}
