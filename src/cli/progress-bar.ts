const width = 30;

/** Returns a function that shows progress: on a terminal as a bar in place, elsewhere as a line for every tenth. */
export function createProgressBar(
  total: number,
  out: NodeJS.WriteStream,
): (done: number, note: string) => void {
  let lastTenth = -1;
  return (done, note) => {
    const share = total === 0 ? 1 : done / total;
    const text = `${String(Math.floor(share * 100)).padStart(3)} % ${done}/${total} ${note}`;
    if (out.isTTY) {
      const filled = Math.round(share * width);
      out.write(
        `\r[${'█'.repeat(filled)}${'░'.repeat(width - filled)}] ${text}\u001b[K${done === total ? '\n' : ''}`,
      );
      return;
    }
    const tenth = Math.floor(share * 10);
    if (tenth > lastTenth) out.write(`${text}\n`);
    lastTenth = tenth;
  };
}
