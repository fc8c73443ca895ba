import { cpus, release, totalmem, type } from 'node:os';
import type { Figure } from './figures/figure.ts';
import type { Results } from './results.ts';

export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [figure.what, figure.aim, figure.measured, verdict(figure)]);
  return [['what', 'to reach', 'measured', ''], ['--', '--', '--', '--'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function verdict({ reached, reason }: Figure): string {
  if (reached === undefined) return '';
  if (reached) return 'reached';
  return reason === undefined ? '**missed**' : `**missed**: ${reason}`;
}

/** The page with the last figures: written by the benchmark, never by hand. */
export function pageOf(results: Results, parts: readonly string[]): string {
  const [cpu] = cpus();
  const measured = parts.flatMap((part) => results[part]?.figures ?? []);
  const dates = parts.map(
    (part) => `${part} ${results[part]?.measuredAt.slice(0, 16).replace('T', ' ') ?? 'never'}`,
  );
  return `# Benchmark

\`npm run bench\` runs both sides of each comparison in one run, on one machine, against the same simulator, and writes this page;
it takes about half an hour. \`npm run bench:quick\` does the same in small, for everyday use, and writes nothing.
One part alone: \`npm run bench -- --only batch\` (\`events\`, \`api\`, \`engine\`, \`batch\`, \`pending\`); the others keep their figures.

${tableOf(measured)}

Measured (UTC): ${dates.join(', ')}.

## How

- The service runs as in production: worker, API and simulator are processes of their own, Temporal is the dev server in memory.
  All of them, and the benchmark itself, share this one machine.
- **Acceptance → verified access** is from the moment in which the person accepts to the moment in which the run has read back that
  the access works. The budget is 25 requests a second, and the simulator refuses the 31st in any second, as Vultr does.
- **The other side** looks at each waiting invitation in turn, by 29 requests a second from an address of its own, and tells the run by the
  same hint. A service that really polled per run would have less, since its steps would need some of the 30.
- **10,000 waiting**: 1,000 of them are runs, the others are invitations that somebody else has sent. The watch sees no difference, and a run that
  waits does nothing.
- **Filling up**, before a figure is taken, has no limit on either side.
- **Batch**: everybody accepts as soon as the mail is out. One worker with a budget of 28/s.
- **Engine**: the bare workflow runs before and after, in the process of the benchmark.
- **API**: no worker is there, so that nothing but the way into Temporal is measured.

Machine: ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}, Node.js ${process.version}.
A figure of another machine says nothing about this one; the ratios do.
`;
}
