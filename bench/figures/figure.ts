/** One line of the table: what is measured, the aim, and the outcome. */
export type Figure = {
  readonly name: string;
  readonly aim: string;
  readonly measured: string;
  readonly reached: boolean | undefined;
  /** Why the aim is missed, if it is. */
  readonly reason?: string;
};
