export type ReadOptionName =
  'column' | 'roles' | 'group' | 'policies' | 'reason' | 'encoding' | 'dates' | 'at';

/** How the reader of a message sets an option of the import: with an argument of a program, or in a field of a page. */
export type OptionWords = {
  /** The option itself: `--encoding`. */
  readonly name: (option: ReadOptionName) => string;
  /** What to do, to be continued as a sentence: `add --encoding windows-1252`. */
  readonly set: (option: ReadOptionName, value: string) => string;
};

/** The words of `npm run import`. */
export const argumentWords: OptionWords = {
  name: (option) => `--${option}`,
  set: (option, value) => `add --${option} ${/[\s;]/.test(value) ? `"${value}"` : value}`,
};
