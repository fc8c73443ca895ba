import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts a process's time in hundredths of a second. */
const ticksPerSecond = 100;
const bytesPerPage = 4_096;

export type Usage = { readonly cpuSeconds: number; readonly residentMiB: number };

/** Returns what a process and its descendants have used so far: CPU in seconds of one core, and resident memory in MiB. Linux only. */
export function usageOf(pid: number): Usage {
  const all = processes();
  const tree = [pid];
  // The loop also visits the entries that it pushes, so it reaches the children's children.
  for (const parent of tree) tree.push(...all.filter((one) => one.parent === parent).map((one) => one.pid));
  const used = all.filter((one) => tree.includes(one.pid));
  return {
    cpuSeconds: used.reduce((sum, { ticks }) => sum + ticks, 0) / ticksPerSecond,
    residentMiB: Math.round((used.reduce((sum, { pages }) => sum + pages, 0) * bytesPerPage) / 1_048_576),
  };
}

function processes(): { pid: number; parent: number; ticks: number; pages: number }[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      // The name, in parentheses, may contain spaces. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      const [parent, userTicks, systemTicks, pages] = [1, 11, 12, 21].map((index) => Number(stat[index]));
      return [
        {
          pid: Number(pid),
          parent: parent ?? 0,
          ticks: (userTicks ?? 0) + (systemTicks ?? 0),
          pages: pages ?? 0,
        },
      ];
    } catch {
      // The process has ended since it was listed.
      return [];
    }
  });
}
