import type { Results } from '../results.ts';
import type { Scenario } from '../scenario.ts';
import { scenarios, scenariosWithFaults } from '../scenarios.ts';

/** Whether the stored results contain the scenario: a new one has none until the whole program has run. */
export function isShown({ name }: Scenario, { faults, temporalCrashes }: Results): boolean {
  return faults[name] !== undefined || temporalCrashes.some(({ scenario }) => scenario === name);
}

/** The scenarios with a table of outcomes on the page. */
export function shownScenarios(results: Results): readonly Scenario[] {
  return scenariosWithFaults.filter((scenario) => isShown(scenario, results));
}

/** Says which scenarios are newer than the results. Empty if there is none. */
export function newScenarios(results: Results): string {
  const names = scenarios.filter((scenario) => !isShown(scenario, results)).map(({ name }) => `"${name}"`);
  if (names.length === 0) return '';
  return `The numbers and tables below are those of the last complete run. Newer scenarios are not among them yet: ${names.join(', ')}.`;
}
