import type { Dialect } from '../../src/simulator/dialect.ts';
import type { Sim } from './harness.ts';

/** The options that are a choice between named values; those that are numbers have tests of their own. */
export type SwitchName = {
  [K in keyof Dialect]: Dialect[K] extends number ? never : K;
}[keyof Dialect];

export type Cases = {
  [K in SwitchName]: {
    /** What a client gets to see. */
    readonly look: (sim: Sim) => Promise<unknown>;
    readonly sees: Record<`${Dialect[K]}`, unknown>;
  };
};

type Case = {
  readonly look: (sim: Sim) => Promise<unknown>;
  readonly sees: Readonly<Record<string, unknown>>;
};

/** One row an option and value, ready for `test.each`. */
export function rowsOf(cases: Readonly<Record<string, Case>>) {
  return Object.entries(cases).flatMap(([option, { look, sees }]) =>
    Object.entries(sees).map(([text, expected]) => {
      const value = text === 'true' ? true : text === 'false' ? false : text;
      return { option, value, look, expected };
    }),
  );
}
