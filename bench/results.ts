import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import type { Figure } from './figures/figure.ts';

/** The last measurement of each part. */
export type Results = Readonly<Record<string, Measurement>>;

type Measurement = {
  readonly measuredAt: string;
  readonly machine: string;
  readonly figures: readonly Figure[];
};

const file = new URL('results.json', import.meta.url);

export function readResults(): Results {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : {};
}

/** Stores the figures of a part. A part holds both sides of a comparison, so it can be measured without the others. */
export function storeFigures(part: string, figures: readonly Figure[]): void {
  const measurement = { measuredAt: new Date().toISOString(), machine: describeMachine(), figures };
  writeFileSync(file, `${JSON.stringify({ ...readResults(), [part]: measurement }, null, 2)}\n`);
}

function describeMachine(): string {
  const [cpu] = cpus();
  const memoryGiB = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${memoryGiB} GiB, ${type()} ${release()}, Node.js ${process.version}`;
}
