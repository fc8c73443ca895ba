/** What the engine hands from one execution of a flow to the next. */
export type EngineCheckpoint<View, Step extends string> = {
  readonly view: View;
  /** The step that waits for an operator, if one does. The failure shown may name another: that of the group writer. */
  readonly failedStep?: Step;
  /** When a write may have been sent whose outcome is unknown, in milliseconds since 1970. */
  readonly writeUncertainSince?: number;
  /** Makes the IDs of the flow's events; it stays the same in every execution of the flow. */
  readonly eventSource: string;
  /** How many events the flow has announced. */
  readonly announced: number;
};
