import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { startedName } from './crashes/temporal-crashes.ts';
import { rowName } from './faults/calls.ts';
import { type Findings, type FinishedCase, judgedCases } from './findings.ts';

/** The numbers of passed and failed cases. */
export type Outcome = { readonly passed: number; readonly failed: number };

/** What the page shows of the findings. It is stored, so that the page can be written again without running the cases. */
export type Results = {
  readonly numbers: {
    readonly faults: number;
    readonly workerCrashes: number;
    readonly temporalCrashes: number;
    readonly apiCrashes: number;
    readonly failed: number;
    readonly emailsWithReason: number;
    readonly emails: number;
    readonly endedByThemselves: number;
    /** Onboardings that ended after one `retry`, by the code of their attention. */
    readonly endedAfterRetry: Readonly<Record<string, number>>;
  };
  /** By the names of scenario, row and fault. */
  readonly faults: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Outcome>>>>>>;
  readonly workerCrashes: readonly {
    readonly eventType: string;
    readonly onboarding: number;
    readonly group: number;
    readonly outcome: Outcome;
  }[];
  readonly temporalCrashes: readonly {
    readonly scenario: string;
    readonly state: string;
    readonly started: string;
    readonly outcome: Outcome;
  }[];
  readonly apiCrashes: readonly {
    readonly scenario: string;
    readonly moment: string;
    readonly statuses: readonly number[];
    readonly outcome: Outcome;
  }[];
  /** The surplus, by the names of row and dialect. */
  readonly lateCommits: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

const file = fileURLToPath(new URL('results.json', import.meta.url));

export async function readResults(): Promise<Results> {
  return JSON.parse(await readFile(file, 'utf8')) as Results;
}

export async function storeResults(results: Results): Promise<void> {
  const options = await resolveConfig(file);
  await writeFile(file, await format(JSON.stringify(results), { ...options, filepath: file }));
}

export function summarize(findings: Findings): Results {
  const { faults, workerCrashes, temporalCrashes, apiCrashes, lateCommits } = findings;
  return {
    numbers: countCases(findings),
    faults: group(
      faults,
      ({ testCase: { scenario } }) => scenario.name,
      (ofScenario) =>
        group(
          ofScenario,
          ({ testCase: { call } }) => call && rowName(call),
          (ofCall) => group(ofCall, ({ testCase: { fault } }) => fault?.name, outcomeOf),
        ),
    ),
    workerCrashes: [...Map.groupBy(workerCrashes, ({ result }) => result.eventType)]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([eventType, cases]) => ({
        eventType,
        onboarding: cases.filter(({ testCase }) => testCase.history === 'onboarding').length,
        group: cases.filter(({ testCase }) => testCase.history === 'group').length,
        outcome: outcomeOf(cases),
      })),
    temporalCrashes: temporalCrashes.map((one) => ({
      scenario: one.testCase.scenario.name,
      state: one.testCase.moment.state,
      started: startedName(one.testCase.moment),
      outcome: outcomeOf([one]),
    })),
    apiCrashes: apiCrashes.map((one) => ({
      scenario: one.testCase.scenario.name,
      moment: one.testCase.moment.name,
      statuses: one.testCase.moment.statuses,
      outcome: outcomeOf([one]),
    })),
    lateCommits: group(
      lateCommits,
      ({ testCase: { call } }) => call && rowName(call),
      (ofCall) =>
        group(
          ofCall,
          ({ testCase: { dialect } }) => dialect.name,
          (cases) => cases.map(({ result }) => result.violations.join('; ') || 'nothing').join('; '),
        ),
    ),
  };
}

function countCases(findings: Findings): Results['numbers'] {
  const cases = judgedCases(findings);
  const sum = (key: 'emails' | 'emailsWithReason') =>
    cases.reduce((total, { result }) => total + result[key], 0);
  const ended = cases.filter(({ result }) => result.ended);
  return {
    faults: findings.faults.length,
    workerCrashes: findings.workerCrashes.length,
    temporalCrashes: findings.temporalCrashes.length,
    apiCrashes: findings.apiCrashes.length,
    failed: cases.filter(({ failed }) => failed).length,
    emailsWithReason: sum('emailsWithReason'),
    emails: sum('emails'),
    endedByThemselves: ended.filter(({ result }) => result.attentionCode === undefined).length,
    endedAfterRetry: group(
      ended,
      ({ result }) => result.attentionCode,
      ({ length }) => length,
    ),
  };
}

/** Groups the items by a name. Items without a name are left out. */
function group<Item, Value>(
  items: readonly Item[],
  nameOf: (item: Item) => string | undefined,
  valueOf: (items: readonly Item[]) => Value,
): Record<string, Value> {
  const groups = Map.groupBy(items, (item) => nameOf(item) ?? '');
  groups.delete('');
  return Object.fromEntries([...groups].map(([name, ofName]) => [name, valueOf(ofName)]));
}

function outcomeOf(cases: readonly FinishedCase<unknown>[]): Outcome {
  const failed = cases.filter((one) => one.failed).length;
  return { passed: cases.length - failed, failed };
}
