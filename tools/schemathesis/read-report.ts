import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** The lines of the report that say what was sent and received. */
const scenario = z.object({
  ScenarioFinished: z.object({
    recorder: z.object({
      cases: z.record(
        z.string(),
        z.object({
          value: z.object({ method: z.string(), path: z.string() }),
          is_transition_applied: z.boolean(),
        }),
      ),
      interactions: z.record(
        z.string(),
        z.object({ response: z.object({ status_code: z.int() }).nullish() }),
      ),
    }),
  }),
});

/** How often each status came back, by operation (`POST /v1/onboardings`). */
export type Statuses = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** Counts the responses in a report of Schemathesis in its format `ndjson`: all, and those to requests that followed a link. */
export async function readStatuses(
  file: string,
): Promise<{ readonly all: Statuses; readonly byLink: Statuses }> {
  const all = new Map<string, Map<number, number>>();
  const byLink = new Map<string, Map<number, number>>();
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const parsed = line.startsWith('{"ScenarioFinished"') ? scenario.safeParse(JSON.parse(line)) : undefined;
    // Scenarios in which nothing was sent have another form.
    if (parsed?.success !== true) continue;
    const { cases, interactions } = parsed.data.ScenarioFinished.recorder;
    for (const [id, { response }] of Object.entries(interactions)) {
      const sent = cases[id];
      if (sent === undefined || response === null || response === undefined) continue;
      const operation = `${sent.value.method} ${sent.value.path}`;
      count(all, operation, response.status_code);
      if (sent.is_transition_applied) count(byLink, operation, response.status_code);
    }
  }
  return { all, byLink };
}

function count(statuses: Map<string, Map<number, number>>, operation: string, status: number): void {
  const counts = statuses.get(operation) ?? new Map<number, number>();
  counts.set(status, (counts.get(status) ?? 0) + 1);
  statuses.set(operation, counts);
}

/** Formats one line for each of the operations: `POST /v1/onboardings  202 × 12, 400 × 3`. */
export function formatStatuses(statuses: Statuses, operations: readonly string[]): string {
  const width = Math.max(...operations.map((operation) => operation.length));
  return operations
    .map((operation) => {
      const counts = [...(statuses.get(operation) ?? [])].toSorted(([a], [b]) => a - b);
      const text = counts.map(([status, times]) => `${status} × ${times}`).join(', ');
      return `  ${operation.padEnd(width)}  ${text || 'never'}`;
    })
    .join('\n');
}

/** Returns the operations none of whose responses has such a status. */
export function without(
  isWanted: (status: number) => boolean,
  statuses: Statuses,
  operations: readonly string[],
): string[] {
  return operations.filter((operation) => ![...(statuses.get(operation)?.keys() ?? [])].some(isWanted));
}
