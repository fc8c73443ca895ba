import type { ErasedMemo, PersonMemo } from './memo.ts';

/** Input of the workflow `person`: all that the register remembers. */
export type PersonInput =
  (PersonMemo & { readonly flow: number; readonly personKeys: readonly string[] }) | ErasedMemo;
