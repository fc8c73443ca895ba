import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rowName } from './faults/calls.ts';
import { faults } from './faults/faults.ts';
import { pageFile, renderPage } from './page/page.ts';
import {
  apiCrashes,
  furtherScenarios,
  introduction,
  limits,
  matrix,
  temporalCrashes,
  theory,
  workerCrashes,
} from './page/prose.ts';
import { isShown, newScenarios, shownScenarios } from './page/shown-scenarios.ts';
import { dialectsTable, faultsTable, furtherScenariosTable } from './page/tables.ts';
import { fixedPlan } from './plan.ts';
import { readResults } from './results.ts';
import type { Scenario } from './scenario.ts';

// Only `npm run test:crash` can find out the outcomes. These tests compare the rest of the page with the code.
const page = readFileSync(pageFile, 'utf8');
const results = await readResults();
const shown = shownScenarios(results);

/** Returns the tables of a page, row by row, without padding and without the line below the head. */
function tablesOf(text: string): string[][][] {
  return [...text.matchAll(/^\|.*\|$(?:\n^\|.*\|$)*/gm)].map(([table]) => {
    const rows = table.split('\n').map((row) => row.split('|').slice(1, -1));
    return rows.filter((_, index) => index !== 1).map((row) => row.map((field) => field.trim()));
  });
}

const [numbers = [], ...others] = tablesOf(page);
const matrices = others.slice(0, shown.length);
const [furtherOnPage, faultsOnPage, dialectsOnPage, workers = [], temporals, apis, late] = others.slice(
  shown.length,
);
const everyCase = fixedPlan();
const ofShown = <Case extends { readonly scenario: Scenario }>(cases: readonly Case[]) =>
  cases.filter(({ scenario }) => isShown(scenario, results));
const plan = {
  faults: ofShown(everyCase.faults),
  temporalCrashes: ofShown(everyCase.temporalCrashes),
  apiCrashes: ofShown(everyCase.apiCrashes),
  lateCommits: ofShown(everyCase.lateCommits),
};

function numberOf(label: string): number {
  return Number(numbers.find(([name]) => name === label)?.[1]);
}

describe('docs/reliability.md', () => {
  test('is what the program writes from the stored results', async () => {
    expect(page).toBe(await renderPage(results));
  });

  test.each(shown.map((scenario, index) => [scenario.name, scenario, matrices[index] ?? []] as const))(
    'has the calls as rows and the faults as columns: %s',
    (_name, { calls }, [head = [], ...rows]) => {
      expect(head).toEqual(['call', ...faults.map(({ name }) => name)]);
      expect(rows.map(([call]) => call)).toEqual(calls.map(rowName));
    },
  );

  test('shows every case of the plan', () => {
    const ratios = matrices.flat(2).flatMap((field) => Array.from(field.matchAll(/(\d+)\/\d+/g)));
    const cases = ratios.reduce((sum, [, count]) => sum + Number(count), 0);
    expect(cases).toBe(plan.faults.filter(({ fault }) => fault !== undefined).length);
    expect(numberOf('… a fault at a call to Vultr, and onboardings without a fault')).toBe(
      plan.faults.length,
    );
    expect(numberOf('… the worker crashes')).toBe(
      workers
        .slice(1)
        .reduce((sum, [, ofOnboarding, ofGroup]) => sum + Number(ofOnboarding) + Number(ofGroup), 0),
    );
    expect(temporals?.slice(1)).toHaveLength(plan.temporalCrashes.length);
    expect(apis?.slice(1)).toHaveLength(plan.apiCrashes.length);
    expect(late?.slice(1).flatMap((row) => row.slice(1))).toHaveLength(plan.lateCommits.length);
  });

  test('has consistent numbers and no failed case', () => {
    const parts = numbers.filter(([name]) => name?.startsWith('…') === true);
    expect(parts.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(numberOf('cases'));
    expect(numberOf('emails sent')).toBe(numberOf('emails with a reason'));
    expect(numberOf('failed cases')).toBe(0);
    expect(page).not.toContain('✗');
  });

  test('has the scenarios, the faults, the dialects and the prose of the code', () => {
    expect(page).toContain(newScenarios(results));
    expect([furtherOnPage]).toEqual(tablesOf(furtherScenariosTable()));
    expect([faultsOnPage]).toEqual(tablesOf(faultsTable()));
    expect([dialectsOnPage]).toEqual(tablesOf(dialectsTable()));
    for (const prose of [
      introduction,
      matrix,
      furtherScenarios,
      workerCrashes,
      temporalCrashes,
      apiCrashes,
      theory,
      limits,
    ])
      expect(page).toContain(prose);
  });
});
