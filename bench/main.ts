import { writeFileSync } from 'node:fs';
import { measureApi } from './figures/api.ts';
import { measureBatch } from './figures/batch.ts';
import { measureEngine } from './figures/engine.ts';
import { measureEvents } from './figures/events.ts';
import type { Figure } from './figures/figure.ts';
import { measurePending } from './figures/pending.ts';
import { type TestEnvironment, createTestEnvironment } from '../test/support/test-environment.ts';
import { pageOf, tableOf } from './page.ts';
import { keep } from './results.ts';

const page = new URL('README.md', import.meta.url);
const quick = process.argv.includes('--quick');
const only = process.argv[process.argv.indexOf('--only') + 1];

const parts: Readonly<Record<string, (ground: TestEnvironment) => Promise<Figure[]>>> = {
  events: (ground) => measureEvents(ground),
  api: (ground) => measureApi(ground, quick ? 300 : 4_000),
  engine: (ground) => measureEngine(ground, quick ? 40 : 300),
  batch: (ground) => measureBatch(ground, quick ? 40 : 1_000),
  pending: (ground) =>
    measurePending(
      ground,
      quick
        ? { sizes: [30], mostRuns: 30, accepting: 5, idleSeconds: 5, countSeconds: 6 }
        : { sizes: [100, 1_000, 10_000], mostRuns: 1_000, accepting: 40, idleSeconds: 300, countSeconds: 20 },
      say,
    ),
};

function say(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}

const wanted = process.argv.includes('--only') ? [only ?? ''] : Object.keys(parts);
const beganAt = performance.now();
const ground = await createTestEnvironment();
const figures: Figure[] = [];
try {
  for (const name of wanted) {
    say(name);
    const measured = (await parts[name]?.(ground)) ?? [];
    say(`\n${tableOf(measured)}`);
    figures.push(...measured);
    if (!quick) writeFileSync(page, pageOf(keep(name, measured), Object.keys(parts)));
  }
} finally {
  await ground.clear();
}
const minutes = (performance.now() - beganAt) / 60_000;
process.stdout.write(`${tableOf(figures)}\n${minutes.toFixed(1)} min\n`);
process.exit();
