import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseArguments } from '../src/cli/parse-arguments.ts';
import { type StartedTestEnvironment, createTestEnvironment } from '../test/support/test-environment.ts';
import { measureApi } from './figures/api.ts';
import { measureBatch } from './figures/batch.ts';
import { measureCutOff } from './figures/cut-off.ts';
import { measureEarly } from './figures/early.ts';
import { measureEngine } from './figures/engine.ts';
import { measureEvents } from './figures/events.ts';
import { measureFaultyVultr } from './figures/faulty-vultr.ts';
import type { Figure } from './figures/figure.ts';
import { measureIdleWatch } from './figures/idle-watch.ts';
import { measureMassDeparture } from './figures/mass-departure.ts';
import { measureMemory } from './figures/memory.ts';
import { measurePending } from './figures/pending.ts';
import { measureScim } from './figures/scim.ts';
import { renderPage, renderTable } from './page.ts';
import { readResults, storeFigures } from './results.ts';

const usage = `npm run bench -- [--quick] [--only PART] [--page]

Measures the service against a simulated Vultr and writes bench/README.md.

  --quick      measure with small numbers and store nothing (npm run bench:quick)
  --only PART  measure one part: events, api, engine, batch, early, faulty-vultr,
               idle-watch, pending, cut-off, mass-departure, scim or memory
  --page       write the page from the stored results, without measuring`;

const partNames = [
  'events',
  'api',
  'engine',
  'batch',
  'early',
  'faulty-vultr',
  'idle-watch',
  'pending',
  'cut-off',
  'mass-departure',
  'scim',
  'memory',
];
const values = parseArguments(usage, parseOptions);
const quick = values.quick === true;

const parts: Readonly<Record<string, (environment: StartedTestEnvironment) => Promise<Figure[]>>> = {
  events: (environment) => measureEvents(environment),
  api: (environment) => measureApi(environment, quick ? 300 : 4_000),
  engine: (environment) => measureEngine(environment, quick ? 40 : 300),
  batch: (environment) => measureBatch(environment, quick ? 40 : 1_000),
  early: (environment) => measureEarly(environment, quick ? 10 : 100),
  'faulty-vultr': (environment) => measureFaultyVultr(environment, quick ? 20 : 200),
  'idle-watch': (environment) => measureIdleWatch(environment, quick ? 30 : 600),
  pending: (environment) =>
    measurePending(
      environment,
      quick
        ? { sizes: [30], maxOnboardings: 30, accepting: 5, idleSeconds: 5, countSeconds: 6 }
        : {
            sizes: [100, 1_000, 10_000, 100_000],
            maxOnboardings: 1_000,
            accepting: 40,
            idleSeconds: 300,
            countSeconds: 60,
          },
      log,
    ),
  'cut-off': (environment) =>
    measureCutOff(
      environment,
      quick ? { leaving: 4, members: 60, pending: 20 } : { leaving: 40, members: 10_000, pending: 1_000 },
    ),
  'mass-departure': (environment) =>
    measureMassDeparture(environment, quick ? 15 : 300, quick ? '2s' : '60s'),
  scim: (environment) =>
    measureScim(
      environment,
      quick
        ? { users: 200, filters: 50, reconciled: 30, updates: 60, members: 500, additions: 40 }
        : {
            users: 10_000,
            filters: 1_000,
            reconciled: 1_000,
            updates: 1_000,
            members: 5_000,
            additions: 200,
          },
    ),
  memory: (environment) => measureMemory(environment, quick ? 100 : 10_000),
};

if (values.page === true) writePage();
else await measure(values.only === undefined ? Object.keys(parts) : [values.only]);
process.exit();

function parseOptions() {
  const { values: options } = parseArgs({
    options: { quick: { type: 'boolean' }, only: { type: 'string' }, page: { type: 'boolean' } },
  });
  if (options.only !== undefined && !partNames.includes(options.only))
    throw new TypeError(`There is no part "${options.only}". Parts: ${partNames.join(', ')}`);
  return options;
}

async function measure(names: readonly string[]): Promise<void> {
  const startedAt = performance.now();
  const environment = await createTestEnvironment();
  const figures: Figure[] = [];
  try {
    for (const name of names) {
      log(name);
      const measured = (await parts[name]?.(environment)) ?? [];
      log(`\n${renderTable(measured)}`);
      figures.push(...measured);
      if (quick) continue;
      storeFigures(name, measured);
      writePage();
    }
  } finally {
    await environment.stop();
  }
  const minutes = (performance.now() - startedAt) / 60_000;
  process.stdout.write(`${renderTable(figures)}\n${minutes.toFixed(1)} min\n`);
}

function writePage(): void {
  writeFileSync(new URL('README.md', import.meta.url), renderPage(readResults(), Object.keys(parts)));
}

function log(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}
