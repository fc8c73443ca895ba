import type { Figure } from './figures/figure.ts';
import type { Results } from './results.ts';

export function renderTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [figure.name, figure.aim, figure.measured, verdict(figure)]);
  return [['figure', 'aim', 'measured', ''], ['--', '--', '--', '--'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function verdict({ reached, reason }: Figure): string {
  if (reached === undefined) return '';
  if (reached) return 'reached';
  return reason === undefined ? '**missed**' : `**missed**: ${reason}`;
}

/** Returns the text of `bench/README.md`. */
export function renderPage(results: Results, parts: readonly string[]): string {
  const measured = parts.flatMap((part) => results[part]?.figures ?? []);
  const dates = parts.map(
    (part) => `${part} ${results[part]?.measuredAt.slice(0, 16).replace('T', ' ') ?? 'never'}`,
  );
  const machines = new Set(parts.flatMap((part) => results[part]?.machine ?? []));
  return `# Benchmark

\`npm run bench\` measures both sides of each comparison in one run, on one machine, against the same simulator, and writes this page.

| command | effect |
| -- | -- |
| \`npm run bench:quick\` | measures with small numbers, for everyday use, and writes nothing |
| \`npm run bench -- --only batch\` | measures one part (${parts.map((part) => `\`${part}\``).join(', ')}); the other parts keep their figures |
| \`npm run bench -- --page\` | writes this page again from the stored figures, without measuring |

${renderTable(measured)}

Measured (UTC): ${dates.join(', ')}.

## Method

- The service runs as in production: worker, API and simulator are separate processes, and Temporal is the dev server with its state in memory. All of them and the benchmark itself share one machine.
- **Acceptance → verified access** is the time from the person's acceptance until the onboarding has read back that the access works. The rate budget is 25 requests per second, and the simulator refuses the 31st request within any second, as Vultr does.
- **The other side** polls each pending invitation in turn, with 29 requests per second from a network address of its own, and sends the onboarding the same hint. A service that really polled for each onboarding would have fewer requests left, because its steps would need some of the 30.
- **10,000 pending**: 1,000 of them belong to onboardings, and the others are invitations that another user sent. The watch sees no difference, and a waiting onboarding does nothing.
- **Filling up**, before a figure is measured, has no rate limit on either side.
- **Batch**: each person accepts as soon as the email is sent. One worker has a rate budget of 28/s.
- **Engine**: the bare workflow runs before and after, in the benchmark's own process.
- **API**: no worker runs, so that only the way into Temporal is measured.
- **SCIM, the store alone**: no worker runs. The filter is sent to another API process than the creation.
- **SCIM, a large group**: its members are IDs without users. The one who is added is a user.

Machine: ${[...machines].join('; ')}.
Absolute figures apply only to this machine. The ratios apply to others as well.
`;
}
