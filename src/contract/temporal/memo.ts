import type { FlowView } from './flow-view.ts';
import type { PersonRecord } from './person-record.ts';

/**
 * What can be read of a person without a worker. The caller writes it at the start of the first flow; later the workflows
 * update it.
 */
export type PersonMemo = {
  /** The newest flow. */
  readonly view: FlowView;
  readonly record: PersonRecord;
};

/** What is left of a person who was erased. `flow` is the number of the last flow, so that a later one gets another ID. */
export type ErasedMemo = { readonly erasedAt: string; readonly flow: number };
