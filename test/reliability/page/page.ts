import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import type { Results } from '../results.ts';
import {
  apiCrashes,
  furtherScenarios,
  introduction,
  limits,
  matrix,
  temporalCrashes,
  theory,
  workerCrashes,
} from './prose.ts';
import { newScenarios, shownScenarios } from './shown-scenarios.ts';
import {
  apiCrashesTable,
  dialectsTable,
  faultsTable,
  furtherScenariosTable,
  lateCommitsTable,
  matrixTable,
  numbersTable,
  temporalCrashesTable,
  workerCrashesTable,
} from './tables.ts';

export const pageFile = fileURLToPath(new URL('../../../docs/reliability.md', import.meta.url));

/** Returns the text of `docs/reliability.md`. */
export async function renderPage(results: Results): Promise<string> {
  const sections = [
    introduction,
    newScenarios(results),
    '## In numbers',
    numbersTable(results),
    '## Every fault at every call',
    matrix,
    ...shownScenarios(results).flatMap((scenario) => [scenario.description, matrixTable(scenario, results)]),
    '### Further scenarios',
    furtherScenarios,
    furtherScenariosTable(),
    '### The faults',
    faultsTable(),
    '### The dialects',
    dialectsTable(),
    '## The worker crashes',
    workerCrashes,
    workerCrashesTable(results),
    '## Temporal crashes',
    temporalCrashes,
    temporalCrashesTable(results),
    '## The API crashes',
    apiCrashes,
    apiCrashesTable(results),
    '## What remains possible in theory',
    theory,
    lateCommitsTable(results),
    limits,
  ];
  const options = await resolveConfig(pageFile);
  return format(sections.join('\n\n'), { ...options, filepath: pageFile });
}
