import type { Dialect } from '../../src/simulator/dialect.ts';
import type { Sim } from './harness.ts';

/** The options with named values. Those that are numbers have tests of their own. */
export type SwitchName = {
  [K in keyof Dialect]: Dialect[K] extends number ? never : K;
}[keyof Dialect];

export type Cases = {
  [K in SwitchName]: {
    /** Returns what a client observes. */
    readonly observe: (sim: Sim) => Promise<unknown>;
    readonly expected: Record<`${Dialect[K]}`, unknown>;
  };
};

type Case = {
  readonly observe: (sim: Sim) => Promise<unknown>;
  readonly expected: Readonly<Record<string, unknown>>;
};

/** Returns one row for each option and value, for `test.each`. */
export function casesOf(cases: Readonly<Record<string, Case>>) {
  return Object.entries(cases).flatMap(([option, { observe, expected: expectedByValue }]) =>
    Object.entries(expectedByValue).map(([text, expected]) => {
      const value = text === 'true' ? true : text === 'false' ? false : text;
      return { option, value, observe, expected };
    }),
  );
}
