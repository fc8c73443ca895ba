import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import type { Findings } from '../findings.ts';
import { scenarios } from '../scenarios.ts';
import { apiDeaths, introduction, limits, matrix, temporalDeaths, theory, workerDeaths } from './prose.ts';
import {
  apiDeathsTable,
  dialectsTable,
  faultsTable,
  lateCommitsTable,
  matrixTable,
  numbersTable,
  temporalDeathsTable,
  workerDeathsTable,
} from './tables.ts';

export const pageFile = fileURLToPath(new URL('../../../docs/reliability.md', import.meta.url));

/** The text of `docs/reliability.md`: prose, and cells that are results. */
export async function pageOf(findings: Findings): Promise<string> {
  const sections = [
    introduction,
    '## In numbers',
    numbersTable(findings),
    '## Every fault at every call',
    matrix,
    ...scenarios.flatMap((scenario) => [
      scenario.story,
      matrixTable(
        scenario,
        findings.faults.filter(({ cell }) => cell.scenario === scenario),
      ),
    ]),
    '### The faults',
    faultsTable(),
    '### The dialects',
    dialectsTable(),
    '## The worker dies',
    workerDeaths,
    workerDeathsTable(findings),
    '## Temporal dies',
    temporalDeaths,
    temporalDeathsTable(findings),
    '## The API dies',
    apiDeaths,
    apiDeathsTable(findings),
    '## What remains possible in theory',
    theory,
    lateCommitsTable(findings),
    limits,
  ];
  const options = await resolveConfig(pageFile);
  return format(sections.join('\n\n'), { ...options, filepath: pageFile });
}
