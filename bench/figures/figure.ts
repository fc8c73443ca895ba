/** One line of the table: what was measured, what the aim is, and what came of it. */
export type Figure = {
  readonly what: string;
  readonly aim: string;
  readonly measured: string;
  readonly reached: boolean | undefined;
  /** Why it is missed, where it is. */
  readonly reason?: string;
};
