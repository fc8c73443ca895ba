import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { faults } from './faults/faults.ts';
import { pageFile } from './page/page.ts';
import {
  apiDeaths,
  introduction,
  limits,
  matrix,
  temporalDeaths,
  theory,
  workerDeaths,
} from './page/prose.ts';
import { dialectsTable, faultsTable, rowName } from './page/tables.ts';
import { fixedPlan } from './plan.ts';
import { scenarios } from './scenarios.ts';

// What `npm run test:crash` found it can only find again. What can be held against the code without it is held here.
const page = readFileSync(pageFile, 'utf8');

/** The tables of a page, row by row, whatever the padding; without the line below the head. */
function tablesOf(text: string): string[][][] {
  return [...text.matchAll(/^\|.*\|$(?:\n^\|.*\|$)*/gm)].map(([table]) => {
    const rows = table.split('\n').map((row) => row.split('|').slice(1, -1));
    return rows.filter((_, index) => index !== 1).map((row) => row.map((cell) => cell.trim()));
  });
}

const [numbers = [], ...others] = tablesOf(page);
const matrices = others.slice(0, scenarios.length);
const [faultsOnPage, dialectsOnPage, workers = [], temporals, apis, late] = others.slice(scenarios.length);
const plan = fixedPlan();

function numberOf(what: string): number {
  return Number(numbers.find(([name]) => name === what)?.[1]);
}

describe('docs/reliability.md is of this code', () => {
  test.each(scenarios.map((scenario, index) => [scenario.name, scenario, matrices[index] ?? []] as const))(
    'its rows are the calls and its columns the faults: %s',
    (_name, { calls }, [head = [], ...rows]) => {
      expect(head).toEqual(['call', ...faults.map(({ name }) => name)]);
      expect(rows.map(([call]) => call)).toEqual(calls.map(rowName));
    },
  );

  test('it shows a cell for each that there is', () => {
    const ratios = matrices.flat(2).flatMap((cell) => Array.from(cell.matchAll(/(\d+)\/\d+/g)));
    const shown = ratios.reduce((sum, [, count]) => sum + Number(count), 0);
    expect(shown).toBe(plan.faults.filter(({ fault }) => fault !== undefined).length);
    expect(numberOf('… a fault at a call to Vultr, and runs without any')).toBe(plan.faults.length);
    expect(numberOf('… the worker dies')).toBe(
      workers.slice(1).reduce((sum, [, ofRun, ofGroup]) => sum + Number(ofRun) + Number(ofGroup), 0),
    );
    expect(temporals?.slice(1)).toHaveLength(plan.temporalDeaths.length);
    expect(apis?.slice(1)).toHaveLength(plan.apiDeaths.length);
    expect(late?.slice(1).flatMap((row) => row.slice(1))).toHaveLength(plan.lateCommits.length);
  });

  test('its numbers agree with each other', () => {
    const parts = numbers.filter(([name]) => name?.startsWith('…') === true);
    expect(parts.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(numberOf('cells'));
    expect(numberOf('mails that were sent')).toBe(numberOf('mails that there was a reason for'));
    expect(numberOf('cells that failed')).toBe(0);
    expect(page).not.toContain('✗');
  });

  test('its faults, its dialects and its words are those of the code', () => {
    expect([faultsOnPage]).toEqual(tablesOf(faultsTable()));
    expect([dialectsOnPage]).toEqual(tablesOf(dialectsTable()));
    for (const words of [introduction, matrix, workerDeaths, temporalDeaths, apiDeaths, theory, limits])
      expect(page).toContain(words);
  });
});
